import { chargeTopics, type ChargeView } from '@peaje/contracts';
import { eventually } from '@peaje/testing/outside';
import { chargeAtTill, chargeIn, daysAgo, passGate, settled } from './support/charges/callers.js';
import { seededCard } from './support/charges/cards.js';
import { spoil, type Spoiled } from './support/faults/tampering.js';
import { ask } from './support/http/http-client.js';
import { caughtUp } from './support/kafka/groups.js';
import { peaje } from './support/operator.js';
import { noticesOf } from './support/services/downstream.js';
import {
  expectItIsAllThere,
  reconciled,
  type Reconciled,
} from './support/reconciliation/reconcile-command.js';

const TIMEOUT_MS = 180_000;
const card = seededCard(344);
const debtor = seededCard(345);
/** More than the holder has. */
const TOO_MUCH = 9_000_000;

describe('peaje reconcile after all that the other specs did', () => {
  it(
    'finds no difference',
    async () => {
      const { compared } = await expectItIsAllThere();
      process.stdout.write(`reconcile: ${JSON.stringify(compared)}\n`);
      expect(compared['charges']).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );
});

type Kind = 'approved' | 'reversed' | 'owed';
type Fault = readonly [code: string, fault: string, of: Kind, where: (id: string) => Spoiled, change: string];

const inPos = (id: string): Spoiled => ({ database: 'pos', table: 'charge', rows: { id } });
const inDebit = (id: string): Spoiled => ({ database: 'debit', table: 'charge', rows: { id } });
const posting =
  (kind: string) =>
  (id: string): Spoiled => ({ database: 'debit', table: 'posting', rows: { id: `${id}.${kind}` } });
const debt = (id: string): Spoiled => ({ database: 'debit', table: 'debt', rows: { id } });
const postings = (id: string): Spoiled => ({ database: 'debit', table: 'posting', rows: { charge_id: id } });
const notices = (id: string): Spoiled => ({ database: 'sms', table: 'notice', rows: { charge_id: id } });
const entryOf =
  (type: string) =>
  (id: string): Spoiled => ({
    database: 'audit',
    table: 'entry',
    rows: { subject: id, type: `peaje.charge.${type}.v1` },
  });

/** Each is made to a charge of its own. */
const FAULTS: readonly Fault[] = [
  ['request-without-charge', 'pos has lost a charge', 'approved', inPos, 'DELETE FROM charge WHERE $where'],
  [
    'request-differs',
    'another amount in pos',
    'approved',
    inPos,
    'UPDATE charge SET amount_minor = amount_minor + 1 WHERE $where',
  ],
  [
    'outcome-not-applied',
    'an outcome was never applied',
    'reversed',
    inPos,
    `UPDATE charge SET ledger = 'open' WHERE $where`,
  ],
  [
    'answer-differs',
    'the answer is not the one of the bank',
    'owed',
    inPos,
    `UPDATE charge SET status = 'approved' WHERE $where`,
  ],
  ['decision-missing', 'debit has lost a decision', 'owed', inDebit, 'DELETE FROM charge WHERE $where'],
  [
    'decision-differs',
    'another amount in debit',
    'owed',
    inDebit,
    `UPDATE charge SET facts = jsonb_set(facts::jsonb, '{amount,value}', '"9"')::json WHERE $where`,
  ],
  [
    'cancellation-not-applied',
    'a cancellation was read and not applied',
    'reversed',
    inDebit,
    `UPDATE charge SET status = 'approved', reversed_at = NULL, reversed_balance_minor = NULL WHERE $where`,
  ],
  [
    'posting-missing',
    'a posting is missing',
    'approved',
    posting('charge'),
    'DELETE FROM posting WHERE $where',
  ],
  [
    'posting-twice',
    'a posting is doubled',
    'approved',
    postings,
    `INSERT INTO posting SELECT id || '.again', kind, charge_id, from_account, to_account, amount_minor, currency, at FROM posting WHERE $where`,
  ],
  [
    'posting-differs',
    'a posting has a wrong amount',
    'reversed',
    posting('reversal'),
    'UPDATE posting SET amount_minor = amount_minor - 1 WHERE $where',
  ],
  [
    'posting-without-decision',
    'money moved for a declined charge',
    'owed',
    postings,
    `INSERT INTO posting (id, kind, charge_id, from_account, to_account, amount_minor, currency, at)
     SELECT id || '.charge', 'charge', id, account_id, merchant_id, amount_minor, currency, incurred_at FROM debt WHERE id = $1`,
  ],
  ['debt-missing', 'a debt is missing', 'owed', debt, 'DELETE FROM debt WHERE $where'],
  [
    'debt-differs',
    'a debt has a wrong amount',
    'owed',
    debt,
    'UPDATE debt SET amount_minor = 1 WHERE $where',
  ],
  ['notice-missing', 'a notice is missing', 'approved', notices, 'DELETE FROM notice WHERE $where'],
  [
    'notice-without-outcome',
    'a notice without an event',
    'approved',
    notices,
    `INSERT INTO notice (id, charge_id, account_id, template, facts, status, event_time)
     SELECT charge_id || '.reversed.reversed', charge_id, account_id, 'reversed', facts, 'dropped', event_time FROM notice WHERE $where`,
  ],
  [
    'entry-missing',
    'an entry was cut out',
    'approved',
    entryOf('requested'),
    'DELETE FROM entry WHERE $where',
  ],
  [
    'entry-differs',
    'an entry was changed',
    'approved',
    entryOf('approved'),
    `UPDATE entry SET value = value || '\\x20' WHERE $where`,
  ],
];

const make: Readonly<Record<Kind, () => Promise<ChargeView>>> = {
  approved: async () =>
    settled(chargeIn(await chargeAtTill({ token: card.token, amountMinor: 100 })).id, 'shop'),
  reversed: async () => {
    const { id } = chargeIn(await chargeAtTill({ token: card.token, amountMinor: 100 }));
    await ask('pos', 'POST', `/v1/charges/${id}/cancellation`, { as: 'shop' });
    return settled(id, 'shop');
  },
  owed: async () => {
    // Before the first of these debts, which puts the card on the deny list.
    const passage = { token: debtor.token, amountMinor: TOO_MUCH, body: { passedAt: daysAgo(1) } };
    const { id } = chargeIn(await passGate(passage));
    return settled(id, 'toll');
  },
};

describe('peaje reconcile after faults in the databases', () => {
  const charges: ChargeView[] = [];
  const repairs: (() => Promise<void>)[] = [];
  let since: string;
  let found: Reconciled;

  beforeAll(async () => {
    since = new Date().toISOString();
    for (const [, , kind] of FAULTS) charges.push(await make[kind]());
    for (const { requests, outcomes } of Object.values(chargeTopics))
      for (const { name } of [requests, outcomes]) await caughtUp('audit', name);
    for (const [at, [, , kind]] of FAULTS.entries())
      await eventually('sms has the notices', async () =>
        expect(await noticesOf(charges[at]!.id)).toHaveLength(kind === 'reversed' ? 2 : 1),
      );
    await expectItIsAllThere('--since', since);
    for (const [at, [, , , where, change]] of FAULTS.entries())
      repairs.push(await spoil(where(charges[at]!.id), change));
    const account: Spoiled = {
      database: 'debit',
      table: 'account',
      rows: { kind: 'holder', id: card.accountId },
    };
    repairs.push(await spoil(account, 'UPDATE account SET balance_minor = balance_minor + 1 WHERE $where'));
    found = await reconciled('--since', since);
  }, TIMEOUT_MS);

  afterAll(async () => {
    for (const repair of repairs) await repair();
  }, TIMEOUT_MS);

  it.each(FAULTS.map((fault, at) => [fault[0], fault[1], at] as const))('%s: %s', (code, _fault, at) => {
    const finding = found.findings.find((one) => one.code === code);
    expect(finding?.first.map(({ chargeId }) => chargeId)).toContain(charges[at]!.id);
    const { place, detail } = finding!.first.find(({ chargeId }) => chargeId === charges[at]!.id)!;
    expect(place).toMatch(/^(pos|debit|sms): \w+ \S+$|^(charges|passages)\.(requested|decided)\/\d+@\d+$/);
    expect(detail).not.toBe('');
  });

  it('balance-differs: a balance that its postings do not make', () => {
    const finding = found.findings.find(({ code }) => code === 'balance-differs');
    expect(finding?.first.map(({ place }) => place)).toContain(`debit: account holder/${card.accountId}`);
  });

  it('an operator reads each difference with its place and its runbook', async () => {
    const { exitCode, stdout } = await peaje('reconcile', '--since', since);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^posting-missing {2}1 {2}docs\/runbooks\/reconciliation\.md#posting-missing$/m);
    expect(stdout).toContain(
      `debit: charge ${charges[FAULTS.findIndex(([code]) => code === 'posting-missing')]!.id}`,
    );
  });

  it(
    'once they are repaired there is no difference left',
    async () => {
      for (const repair of repairs.splice(0).reverse()) await repair();
      await expectItIsAllThere('--since', since);
    },
    TIMEOUT_MS,
  );
});
