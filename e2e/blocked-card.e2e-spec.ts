import { eventually } from '@peaje/testing/outside';
import {
  chargeAtTill,
  chargeIn,
  daysAgo,
  newKey,
  passGate,
  readCharge,
  settled,
} from './support/charges/callers.js';
import { expectProblem } from './support/http/expect-problem.js';
import { endOffsets } from './support/kafka/log-reader.js';
import { balanceOf, postingsFor, postingsOf } from './support/services/bank.js';
import {
  blockCard,
  debtsOf,
  denied,
  deposit,
  openAccountKnownToPos,
  passWithoutMoney,
  posKnowsCard,
  recover,
  unblockCard,
} from './support/services/holders.js';

const TOLL_MINOR = 500;

/** The gates accept the card again, and its holder pays for the passage. */
const allowed = (token: string) =>
  eventually('the gates accept the card', async () => {
    const answer = await passGate({ token, amountMinor: TOLL_MINOR });
    expect(answer.status).toBe(202);
    return settled(chargeIn(answer).id, 'toll');
  });

/** A gate reports a passage of yesterday now. */
async function reportLate(token: string) {
  const answer = await passGate({ token, amountMinor: TOLL_MINOR, body: { passedAt: daysAgo(1) } });
  expect(answer.status).toBe(202);
  return settled(chargeIn(answer).id, 'toll');
}

describe('a card that the bank blocked', () => {
  it('pays at no till and passes no gate, its earlier passage becomes a debt, and once unblocked it pays again', async () => {
    const before = await endOffsets();
    const { token, accountId } = await openAccountKnownToPos(10_000n);

    await blockCard(token);

    // Wait first: a passage that a gate still accepts would be one more debt.
    await posKnowsCard(token, before);
    await denied(token);
    const answer = await chargeAtTill({ token, amountMinor: 100 });
    expect(answer.status).toBe(201);
    expect(chargeIn(answer)).toMatchObject({
      status: 'declined',
      reason: 'card-blocked',
      ledger: 'untouched',
    });
    const earlier = await reportLate(token);
    expect(earlier).toMatchObject({ status: 'declined', ledger: 'untouched' });
    expect(await balanceOf(accountId)).toBe(10_000n);
    const [debt, ...more] = await debtsOf(accountId);
    expect(debt).toMatchObject({ chargeId: earlier.id, cardToken: token, status: 'open', recoveredAt: null });
    expect(debt?.amount.value).toBe(String(TOLL_MINOR));
    expect(more).toEqual([]);

    expect((await recover(earlier.id)).status).toBe(201);
    expect(await balanceOf(accountId)).toBe(10_000n - BigInt(TOLL_MINOR));
    expect((await debtsOf(accountId)).map(({ status }) => status)).toEqual(['recovered']);
    // The debt is gone, and the bank still blocks the card.
    await posKnowsCard(token, before);
    await denied(token);

    await unblockCard(token);
    expect((await allowed(token)).status).toBe('approved');
    expect(chargeIn(await chargeAtTill({ token, amountMinor: 100 })).status).toBe('approved');
  });

  it('stays denied at the gates after it is unblocked, until its debt is paid', async () => {
    const before = await endOffsets();
    const { token, accountId, charge } = await passWithoutMoney();
    await posKnowsCard(token, before);
    await denied(token);
    await blockCard(token);
    await deposit(accountId, 10_000n);

    await unblockCard(token);

    await posKnowsCard(token, before);
    // Tills accept a card in debt.
    expect(chargeIn(await chargeAtTill({ token, amountMinor: 100 })).status).toBe('approved');
    await denied(token);
    expect((await recover(charge.id)).status).toBe(201);
    expect((await allowed(token)).status).toBe('approved');
  });
});

describe('the recovery of a debt', () => {
  it('makes one posting of its own, leaves the charge declined, and opens the gates to the card', async () => {
    const before = await endOffsets();
    const { token, accountId, charge } = await passWithoutMoney();
    await posKnowsCard(token, before);
    await denied(token);
    expectProblem(await recover(charge.id), 422, 'insufficient-funds');
    await deposit(accountId, 10_000n);
    const key = newKey();
    const road = await balanceOf('m_toll_road');

    const answers = await Promise.all(Array.from({ length: 5 }, () => recover(charge.id, key)));

    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    const replayed = answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true');
    expect(replayed).toHaveLength(4);
    expectProblem(await recover(charge.id), 409, 'already-recovered');
    expect(await balanceOf(accountId)).toBe(100n + 10_000n - BigInt(TOLL_MINOR));
    expect(await balanceOf('m_toll_road')).toBe(road + BigInt(TOLL_MINOR));
    expect(await postingsFor(accountId, charge.id)).toEqual([
      expect.objectContaining({
        kind: 'debt-recovery',
        from: accountId,
        to: 'm_toll_road',
        amount: { value: String(TOLL_MINOR), currency: 'EUR' },
      }),
    ]);
    expect(await readCharge(charge.id, 'toll')).toEqual(charge);
    expect((await allowed(token)).status).toBe('approved');
    const kinds = (await postingsOf(accountId)).map(({ kind }) => kind).sort();
    expect(kinds).toEqual(['charge', 'debt-recovery', 'deposit', 'deposit']);
  });

  it('leaves the card denied while another debt is open', async () => {
    const before = await endOffsets();
    const { token, accountId, charge } = await passWithoutMoney();
    await posKnowsCard(token, before);
    await denied(token);
    const second = await reportLate(token);
    expect((await debtsOf(accountId)).map(({ chargeId }) => chargeId).sort()).toEqual(
      [charge.id, second.id].sort(),
    );
    await deposit(accountId, 10_000n);

    expect((await recover(second.id)).status).toBe(201);
    await posKnowsCard(token, before);
    await denied(token);

    expect((await recover(charge.id)).status).toBe(201);
    expect((await allowed(token)).status).toBe('approved');
    expect((await debtsOf(accountId)).map(({ status }) => status)).toEqual(['recovered', 'recovered']);
  });
});
