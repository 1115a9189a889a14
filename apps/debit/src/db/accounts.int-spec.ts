import { newId, SystemClock } from '@peaje/kernel';
import type { Relay } from '@peaje/messaging';
import { cancellationEvent, chargeEvent, createTestDatabase, type TestDatabase } from '@peaje/testing';
import { debtView } from '../http/debt-view.js';
import { ChangeCard } from '../ledger/change-card.handler.js';
import { DepositMoney } from '../ledger/deposit-money.handler.js';
import { IssueCard } from '../ledger/issue-card.handler.js';
import { OpenAccount } from '../ledger/open-account.handler.js';
import { RecoverDebt } from '../ledger/recover-debt.handler.js';
import { SettleCharges } from '../ledger/settle-charges.handler.js';
import { PrismaAccounts } from './accounts.prisma.js';
import { PrismaCards } from './cards.prisma.js';
import { DebitDatabase } from './debit-database.js';
import { PrismaDebts } from './debts.prisma.js';
import { PostgresLedger } from './ledger.sql.js';
import { PrismaPostings } from './postings.prisma.js';

const relay = { offer: () => undefined } as unknown as Relay;
const holder = { name: 'Ana', phone: '+34600000001', language: 'es' as const };
const eur = (value: string) => ({ value, currency: 'EUR' as const });

/** Of forty rows. They are five on a busy machine, where requests of one moment come in several. */
const MOST_COMMITS = 10;

describe('accounts, cards and debts on a real database', () => {
  let database: TestDatabase;
  let accounts: PrismaAccounts;
  let cards: PrismaCards;
  let debts: PrismaDebts;
  let openAccount: OpenAccount;
  let depositMoney: DepositMoney;
  let recoverDebt: RecoverDebt;
  let issueCard: IssueCard;
  let changeCard: ChangeCard;
  let settleCharges: SettleCharges;

  beforeAll(async () => {
    database = await createTestDatabase('debit');
    const prisma = new DebitDatabase(database.pool);
    const clock = new SystemClock();
    accounts = new PrismaAccounts(prisma, database.pool, relay);
    cards = new PrismaCards(prisma, database.pool, relay);
    debts = new PrismaDebts(prisma, database.pool, relay);
    openAccount = new OpenAccount(accounts);
    depositMoney = new DepositMoney(new PrismaPostings(prisma, database.pool), clock);
    recoverDebt = new RecoverDebt(debts, clock);
    issueCard = new IssueCard(accounts, cards);
    changeCard = new ChangeCard(cards, clock);
    settleCharges = new SettleCharges(new PostgresLedger(database.pool, relay), clock);
  });

  afterAll(() => database.drop());

  const newAccount = async () => (await openAccount.execute({ id: `acc_${newId()}`, holder })).value.id;
  const balanceOf = async (id: string) => String((await accounts.get(id)).balanceMinor);
  const eventsOf = async (subject: string) =>
    (
      await database.pool.query<{ id: string }>('SELECT id FROM outbox WHERE key = $1 ORDER BY id', [subject])
    ).rows.map(({ id }) => id);
  /** The transactions that wrote these rows last. */
  const commitsOf = async (table: string, column: string, values: string[]) =>
    (
      await database.pool.query<{ commits: number }>(
        `SELECT count(DISTINCT xmin::text)::int AS commits FROM ${table} WHERE ${column} = ANY($1)`,
        [values],
      )
    ).rows[0]!.commits;
  const debtsOf = async (id: string) => (await debts.list(id, { limit: 10 })).map(debtView);
  const deposit = (accountId: string, value: string, idempotencyKey: string = newId()) =>
    depositMoney.execute({ accountId, callerId: 'bank', idempotencyKey, amount: eur(value) });

  it('the same account again is the same account; with another holder it is refused', async () => {
    const id = await newAccount();
    expect(await openAccount.execute({ id, holder })).toMatchObject({ created: false, value: { id } });
    await expect(openAccount.execute({ id, holder: { ...holder, name: 'Eva' } })).rejects.toMatchObject({
      code: 'already-exists',
    });
    expect(await eventsOf(id)).toEqual([`${id}.v1`]);
  });

  it('twenty deposits with one key at once: the money is there once, and all get the same posting', async () => {
    const id = await newAccount();
    const key = newId();
    const made = await Promise.all(Array.from({ length: 20 }, () => deposit(id, '500', key)));
    expect(new Set(made.map(({ value }) => value.id)).size).toBe(1);
    expect(made.filter(({ created }) => created)).toHaveLength(1);
    expect(await balanceOf(id)).toBe('500');
    await expect(deposit(id, '501', key)).rejects.toMatchObject({ code: 'idempotency-key-reused' });
  });

  it('accounts, cards and deposits of one moment share commits; one that is refused takes no other with it', async () => {
    const ids = await Promise.all(Array.from({ length: 40 }, newAccount));
    expect(await commitsOf('account', 'id', ids)).toBeLessThanOrEqual(MOST_COMMITS);

    const tokens = ids.map(() => `card_${newId()}`);
    await Promise.all(
      tokens.map((token, at) =>
        issueCard.execute({
          token,
          accountId: ids[at]!,
          product: 'debit',
          last4: '4242',
          expires: '2030-12',
        }),
      ),
    );
    expect(await commitsOf('card', 'token', tokens)).toBeLessThanOrEqual(MOST_COMMITS);

    const keys = ids.map(() => newId());
    const made = await Promise.allSettled([
      ...ids.map((id, at) => deposit(id, '700', keys[at])),
      deposit('acc_nobody', '700'),
    ]);
    expect(made.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))).toMatchObject([
      { code: 'not-found' },
    ]);
    expect(await commitsOf('deposit', 'idempotency_key', keys)).toBeLessThanOrEqual(MOST_COMMITS);
    expect(await Promise.all(ids.map(balanceOf))).toEqual(ids.map(() => '700'));
    for (const [at, id] of ids.entries()) {
      expect(await eventsOf(id)).toEqual([`${id}.v1`]);
      expect(await eventsOf(tokens[at]!)).toEqual([`${tokens[at]}.v1`]);
    }
  });

  it('a deposit to an unknown account is refused and leaves its key free', async () => {
    const key = newId();
    await expect(deposit('acc_nobody', '500', key)).rejects.toMatchObject({ code: 'not-found' });
    expect(await deposit(await newAccount(), '500', key)).toMatchObject({ created: true });
  });

  it('a debt: not without money, then once, and its card leaves the deny list with an event', async () => {
    const accountId = await newAccount();
    const token = `card_${newId()}`;
    await issueCard.execute({ token, accountId, product: 'debit', last4: '4242', expires: '2030-12' });
    const [debtId, other] = [newId(), newId()];
    await settleCharges.execute([
      passage(debtId, accountId, token, '390'),
      passage(other, accountId, token, '10'),
    ]);
    expect((await cards.get(token)).deniedSince).not.toBeNull();
    const recover = (id: string, idempotencyKey: string = newId()) =>
      recoverDebt.execute({ debtId: id, callerId: 'bank', idempotencyKey });

    const key = newId();
    await expect(recover(debtId, key)).rejects.toMatchObject({ code: 'insufficient-funds' });
    await deposit(accountId, '1000');
    const [first, again] = await Promise.all([recover(debtId, key), recover(debtId, key)]);
    const made = [first, again].filter(({ created }) => created);
    expect(made).toHaveLength(1);
    await expect(recover(debtId)).rejects.toMatchObject({ code: 'already-recovered' });
    expect(await balanceOf(accountId)).toBe('610');
    expect((await cards.get(token)).deniedSince).not.toBeNull();

    await recover(other);
    expect((await cards.get(token)).deniedSince).toBeNull();
    expect(await balanceOf(accountId)).toBe('600');
    // Only the newest state waits: an older one could only overwrite it in a compacted topic.
    expect(await eventsOf(token)).toEqual([`${token}.v3`]);
    expect((await debtsOf(accountId)).map(({ status }) => status)).toEqual(['recovered', 'recovered']);
  });

  it('a passage that is cancelled after it was declined is not owed: no debt, and the card is free', async () => {
    const accountId = await newAccount();
    const token = `card_${newId()}`;
    await issueCard.execute({ token, accountId, product: 'debit', last4: '4242', expires: '2030-12' });
    const debtId = newId();
    const declined = passage(debtId, accountId, token, '390');
    const cancelled = cancellationEvent(declined.data);
    await settleCharges.execute([declined]);
    expect(await debtsOf(accountId)).toHaveLength(1);
    await settleCharges.execute([cancelled, declined]);
    expect(await debtsOf(accountId)).toEqual([]);
    expect((await cards.get(token)).deniedSince).toBeNull();
  });

  it('a passage and its cancellation in one batch: no debt, and the card never was on the deny list', async () => {
    const accountId = await newAccount();
    const token = `card_${newId()}`;
    await issueCard.execute({ token, accountId, product: 'debit', last4: '4242', expires: '2030-12' });
    const declined = passage(newId(), accountId, token, '390');
    await settleCharges.execute([declined, cancellationEvent(declined.data)]);
    expect(await debtsOf(accountId)).toEqual([]);
    expect(await cards.get(token)).toMatchObject({ deniedSince: null, version: 1 });
    expect(await eventsOf(token)).toEqual([`${token}.v1`]);
  });

  it('a card that is blocked, owes and is unblocked stays denied until it has paid', async () => {
    const accountId = await newAccount();
    const token = `card_${newId()}`;
    await issueCard.execute({ token, accountId, product: 'debit', last4: '4242', expires: '2030-12' });
    await changeCard.execute(token, 'blocked');
    const debtId = newId();
    await settleCharges.execute([passage(debtId, accountId, token, '390')]);
    expect(await changeCard.execute(token, 'active')).toMatchObject({
      status: 'active',
      deniedSince: expect.any(String),
    });
    await deposit(accountId, '390');
    await recoverDebt.execute({ debtId, callerId: 'bank', idempotencyKey: newId() });
    expect(await cards.get(token)).toMatchObject({ status: 'active', deniedSince: null });
  });
});

const passage = (chargeId: string, accountId: string, token: string, value: string) =>
  chargeEvent({
    chargeId,
    kind: 'toll',
    accountId,
    card: { token, last4: '4242', product: 'debit' },
    amount: eur(value),
  });
