import { newId, SystemClock } from '@peaje/kernel';
import type { Relay } from '@peaje/messaging';
import { cancellationEvent, chargeEvent, createTestDatabase, type TestDatabase } from '@peaje/testing';
import { SettleCharges } from '../ledger/settle-charges.handler.js';
import { PrismaAccounts } from './accounts.prisma.js';
import { PrismaCards } from './cards.prisma.js';
import { DebitDatabase } from './debit-database.js';
import { PrismaDebts } from './debts.prisma.js';
import { PostgresLedger } from './ledger.sql.js';

const relay = { offer: () => undefined } as unknown as Relay;
const holder = { name: 'Ana', phone: '+34600000001', language: 'es' as const };
const eur = (value: string) => ({ value, currency: 'EUR' as const });

describe('accounts, cards and debts on a real database', () => {
  let database: TestDatabase;
  let accounts: PrismaAccounts;
  let cards: PrismaCards;
  let debts: PrismaDebts;

  beforeAll(async () => {
    database = await createTestDatabase('debit');
    const prisma = new DebitDatabase(database.pool);
    accounts = new PrismaAccounts(prisma, database.pool, relay);
    cards = new PrismaCards(prisma, database.pool, relay);
    debts = new PrismaDebts(prisma, database.pool, relay);
  });

  afterAll(() => database.drop());

  const openAccount = async () => (await accounts.open({ id: `acc_${newId()}`, holder })).value.id;
  const balanceOf = async (id: string) => (await accounts.get(id)).balance.value;
  const eventsOf = async (subject: string) =>
    (
      await database.pool.query<{ id: string }>('SELECT id FROM outbox WHERE key = $1 ORDER BY id', [subject])
    ).rows.map(({ id }) => id);
  const deposit = (accountId: string, value: string, idempotencyKey: string = newId()) =>
    accounts.deposit({ accountId, callerId: 'bank', idempotencyKey, amount: eur(value) });

  it('the same account again is the same account; with another holder it is refused', async () => {
    const id = await openAccount();
    expect(await accounts.open({ id, holder })).toMatchObject({ created: false, value: { id } });
    await expect(accounts.open({ id, holder: { ...holder, name: 'Eva' } })).rejects.toMatchObject({
      code: 'already-exists',
    });
    expect(await eventsOf(id)).toEqual([`${id}.v1`]);
  });

  it('twenty deposits with one key at once: the money is there once, and all get the same posting', async () => {
    const id = await openAccount();
    const key = newId();
    const made = await Promise.all(Array.from({ length: 20 }, () => deposit(id, '500', key)));
    expect(new Set(made.map(({ value }) => value.id)).size).toBe(1);
    expect(made.filter(({ created }) => created)).toHaveLength(1);
    expect(await balanceOf(id)).toBe('500');
    await expect(deposit(id, '501', key)).rejects.toMatchObject({ code: 'idempotency-key-reused' });
  });

  it('a deposit to nobody is refused and leaves its key free', async () => {
    const key = newId();
    await expect(deposit('acc_nobody', '500', key)).rejects.toMatchObject({ code: 'not-found' });
    expect(await deposit(await openAccount(), '500', key)).toMatchObject({ created: true });
  });

  it('a debt: not without money, then once, and its card leaves the deny list with an event', async () => {
    const accountId = await openAccount();
    const token = `card_${newId()}`;
    await cards.issue({ token, accountId, product: 'debit', last4: '4242', expires: '2030-12' });
    const [debtId, other] = [newId(), newId()];
    await new SettleCharges(new PostgresLedger(database.pool, relay), new SystemClock()).execute([
      passage(debtId, accountId, token, '390'),
      passage(other, accountId, token, '10'),
    ]);
    expect((await cards.get(token)).deniedSince).not.toBeNull();
    const recover = (id: string, idempotencyKey: string = newId()) =>
      debts.recover({ debtId: id, callerId: 'bank', idempotencyKey });

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
    const { items } = await debts.list(accountId, { limit: 10 });
    expect(items.map(({ status }) => status)).toEqual(['recovered', 'recovered']);
  });

  it('a passage that is cancelled after it was declined is not owed: no debt, and the card is free', async () => {
    const accountId = await openAccount();
    const token = `card_${newId()}`;
    await cards.issue({ token, accountId, product: 'debit', last4: '4242', expires: '2030-12' });
    const debtId = newId();
    const declined = passage(debtId, accountId, token, '390');
    const cancelled = cancellationEvent(declined.data);
    const settle = new SettleCharges(new PostgresLedger(database.pool, relay), new SystemClock());
    await settle.execute([declined]);
    expect((await debts.list(accountId, { limit: 10 })).items).toHaveLength(1);
    await settle.execute([cancelled, declined]);
    expect((await debts.list(accountId, { limit: 10 })).items).toEqual([]);
    expect((await cards.get(token)).deniedSince).toBeNull();
  });

  it('a card that is blocked, owes and is unblocked stays denied until it has paid', async () => {
    const accountId = await openAccount();
    const token = `card_${newId()}`;
    await cards.issue({ token, accountId, product: 'debit', last4: '4242', expires: '2030-12' });
    await cards.change(token, { status: 'blocked' });
    const debtId = newId();
    await new SettleCharges(new PostgresLedger(database.pool, relay), new SystemClock()).execute([
      passage(debtId, accountId, token, '390'),
    ]);
    expect(await cards.change(token, { status: 'active' })).toMatchObject({
      status: 'active',
      deniedSince: expect.any(String),
    });
    await deposit(accountId, '390');
    await debts.recover({ debtId, callerId: 'bank', idempotencyKey: newId() });
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
