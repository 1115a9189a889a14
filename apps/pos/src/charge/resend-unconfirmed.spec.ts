import { lockedCharge } from './charge.builders.js';
import type { ChargeChange, ChargeScope, Charges, LockedCharge } from './charges.js';
import { ResendUnconfirmed } from './resend-unconfirmed.handler.js';

describe('events that debit has not answered', () => {
  it('debit is behind with thousands of them: a sweep sends ten again, so that the copies do not feed the lag', async () => {
    const unanswered = Array.from({ length: 5_000 }, () => lockedCharge({ kind: 'toll', decideBy: null }));
    const resent: ChargeChange[] = [];
    const charges = {
      async change(
        scope: ChargeScope,
        decide: (charges: readonly LockedCharge[]) => readonly ChargeChange[],
      ) {
        const changes = decide(unanswered.slice(0, 'limit' in scope ? scope.limit : undefined));
        resent.push(...changes);
        return changes.length;
      },
    };
    expect(await new ResendUnconfirmed(charges as unknown as Charges).execute()).toBe(10);
    expect(resent.map(({ charge }) => charge.id)).toEqual(unanswered.slice(0, 10).map(({ id }) => id));
  });
});
