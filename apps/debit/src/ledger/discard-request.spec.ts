import { SystemClock } from '@peaje/kernel';
import { cancellationEvent, chargeEvent } from '@peaje/testing';
import { DiscardRequest } from './discard-request.handler.js';
import { chargeFingerprint } from './fingerprint.js';
import {
  Ledger,
  type LedgerChanges,
  type LedgerScope,
  type LedgerView,
  type StoredCharge,
} from './ledger.js';

const theRequest = chargeEvent({ kind: 'toll' });
const request = theRequest.data;

class RememberingLedger extends Ledger {
  changes: LedgerChanges | undefined;
  scope: LedgerScope | undefined;

  constructor(private readonly charge?: StoredCharge) {
    super();
  }

  async transact<T extends LedgerChanges>(scope: LedgerScope, decide: (view: LedgerView) => T): Promise<T> {
    const charges = new Map(this.charge ? [[this.charge.id, this.charge]] : []);
    const changes = decide({ charges, cards: new Map(), accounts: new Map(), recovered: new Set() });
    this.changes = changes;
    this.scope = scope;
    return changes;
  }
}

const stored = (status: StoredCharge['status'], of = request): StoredCharge => ({
  id: of.chargeId,
  fingerprint: chargeFingerprint(of),
  status,
  reason: status === 'approved' ? null : 'reason',
  facts: of,
  balanceAfterMinor: 8010n,
  decidedAt: '2026-11-22T10:00:00.000Z',
  reversedAt: status === 'reversed' ? '2026-11-22T10:01:00.000Z' : null,
  reversedBalanceMinor: null,
});

const given = (charge?: StoredCharge) => {
  const ledger = new RememberingLedger(charge);
  return { ledger, discard: new DiscardRequest(ledger, new SystemClock()) };
};

describe('an operator discards a request', () => {
  it('debit has stored nothing of it: debit stores and reports it as cancelled, no money moves, no debt arises', async () => {
    const { ledger, discard } = given();

    const outcome = await discard.execute(theRequest);

    expect(outcome).toMatchObject({
      id: `${request.chargeId}.cancelled`,
      type: 'peaje.charge.cancelled.v1',
      data: { chargeId: request.chargeId, reason: 'discarded' },
    });
    expect(ledger.changes).toMatchObject({
      decided: [{ status: 'cancelled' }],
      postings: [],
      debts: [],
      reversed: [],
    });
    expect(ledger.scope).toMatchObject({ accountIds: ['acc_rich'], merchantIds: [] });
  });

  it.each([
    ['approved', 'peaje.charge.approved.v1'],
    ['declined', 'peaje.charge.declined.v1'],
    ['cancelled', 'peaje.charge.cancelled.v1'],
    ['reversed', 'peaje.charge.approved.v1'],
  ] as const)('it was %s after all: its own event again, and nothing changes', async (status, type) => {
    const { ledger, discard } = given(stored(status));
    expect(await discard.execute(theRequest)).toMatchObject({ type });
    expect(ledger.changes).toMatchObject({ decided: [], reversed: [], postings: [], voidedDebts: [] });
  });

  it('another charge is stored under its id: that one stays as it is, and there is no outcome', async () => {
    const other = { ...request, amount: { value: '1', currency: 'EUR' as const } };
    const { ledger, discard } = given(stored('approved', other));
    expect(await discard.execute(theRequest)).toBeNull();
    expect(ledger.changes).toMatchObject({ decided: [], postings: [] });
  });

  it('a cancellation is refused, and the books are not even opened', async () => {
    const { ledger, discard } = given(stored('approved'));
    await expect(discard.execute(cancellationEvent(request))).rejects.toMatchObject({
      code: 'not-discardable',
    });
    expect(ledger.scope).toBeUndefined();
  });
});
