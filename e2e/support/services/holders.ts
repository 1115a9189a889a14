import { randomUUID } from 'node:crypto';
import { type ChargeView, type DebtView, debtView } from '@peaje/contracts';
import { eventually } from '@peaje/testing/outside';
import { chargeIn, passGate, settled } from '../charges/callers.js';
import { eur } from '../charges/cards.js';
import { expectProblem } from '../http/expect-problem.js';
import { type Answer, ask, read, readAll } from '../http/http-client.js';
import { caughtUp } from '../kafka/groups.js';
import { type EndOffsets, recordsSince } from '../kafka/log-reader.js';

export interface NewHolder {
  readonly token: string;
  readonly accountId: string;
}

/** The fake Twilio sends no text to it, so a holder with thousands of charges costs nothing. */
export const PHONE_WITHOUT_TEXTS = '+15005550004';

/** A new holder with a debit card and this much money, for tests that leave a holder in debt. */
export async function openAccountWithCard(
  depositMinor: bigint,
  phone = '+34611000000',
  language: 'en' | 'es' = 'en',
): Promise<NewHolder> {
  const name = randomUUID().replaceAll('-', '');
  const accountId = `acc_${name}`;
  const token = `card_${name}`;
  const holder = { name: 'Ada Ruiz', phone, language };
  await created('/v1/accounts', { id: accountId, holder });
  if (depositMinor > 0n) await deposit(accountId, depositMinor);
  await created('/v1/cards', { token, accountId, product: 'debit', last4: '7777', expires: '2040-12' });
  return { token, accountId };
}

export const deposit = (accountId: string, amountMinor: bigint): Promise<void> =>
  created(`/v1/accounts/${accountId}/deposits`, { amount: eur(amountMinor) });

/** The same, once pos knows the card; a passage for 0.01 EUR shows that. */
export async function openAccountKnownToPos(
  depositMinor: bigint,
  phone?: string,
  language?: 'en' | 'es',
): Promise<NewHolder> {
  const holder = await openAccountWithCard(depositMinor + 1n, phone, language);
  const passage = await eventually('pos knows the new card', async () => {
    const answer = await passGate({ token: holder.token, amountMinor: 1 });
    expect(answer.status).toBe(202);
    return chargeIn(answer);
  });
  await settled(passage.id, 'toll');
  return holder;
}

async function created(path: string, body: unknown): Promise<void> {
  const answer = await ask('debit', 'POST', path, { headers: { 'idempotency-key': randomUUID() }, body });
  if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${answer.text}`);
}

/** A new holder with 1.00 EUR drives through a gate that costs 5.00. */
export async function passWithoutMoney(): Promise<NewHolder & { charge: ChargeView }> {
  const holder = await openAccountWithCard(100n);
  const accepted = await eventually('pos knows the new card', async () => {
    const answer = await passGate({ token: holder.token, amountMinor: 500 });
    expect(answer.status).toBe(202);
    return chargeIn(answer);
  });
  return { ...holder, charge: await settled(accepted.id, 'toll') };
}

/** The gates refuse the card from now on, and the passages that they let through before are decided. */
export async function denied(token: string): Promise<void> {
  const letThrough: string[] = [];
  await eventually(
    'the gates deny the card',
    async () => {
      const answer = await passGate({ token, amountMinor: 500 });
      if (answer.status === 202) letThrough.push(chargeIn(answer).id);
      expectProblem(answer, 422, 'card-denied', 'card.token');
    },
    5_000,
  );
  for (const id of letThrough) await settled(id, 'toll');
}

export const blockCard = (token: string): Promise<void> => setCard(token, 'blocked');
export const unblockCard = (token: string): Promise<void> => setCard(token, 'active');

async function setCard(token: string, status: 'active' | 'blocked'): Promise<void> {
  const answer = await ask('debit', 'PATCH', `/v1/cards/${token}`, { body: { status } });
  expect(answer.status).toBe(200);
  expect(answer.json).toMatchObject({ token, status });
}

export const debtsOf = async (accountId: string): Promise<DebtView[]> =>
  (await readAll('debit', `/v1/debts?accountId=${accountId}`)).map((item) => debtView.parse(item));

/** The bank takes the amount of the debt out of the account. */
export const recover = (debtId: string, key: string = randomUUID()): Promise<Answer> =>
  ask('debit', 'POST', `/v1/debts/${debtId}/recovery`, { headers: { 'idempotency-key': key } });

/** Waits until pos has read the current state of the card. `since`: the offsets before the card's last change. */
export async function posKnowsCard(token: string, since: EndOffsets): Promise<void> {
  const { version } = (await read('debit', `/v1/cards/${token}`)) as { version: number };
  await eventually(`version ${version} of the card is published`, async () => {
    const published = (await recordsSince(since)).filter(
      ({ topic, key }) => topic === 'cards' && key === token,
    );
    const versions = published.map(({ value }) => (JSON.parse(value ?? '') as { version: number }).version);
    expect(versions).toContain(version);
  });
  await caughtUp('pos', 'cards');
}
