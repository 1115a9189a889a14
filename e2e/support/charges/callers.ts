import { randomUUID } from 'node:crypto';
import { type ChargeView, chargeView } from '@peaje/contracts';
import { eventually } from '@peaje/testing/outside';
import { type Answer, ask, read, readAll } from '../http/http-client.js';
import { eur } from './cards.js';

export interface Attempt {
  readonly token: string;
  readonly amountMinor: bigint | number;
  readonly key?: string;
  /** The process of pos that gets the request; 0, the first, by default. */
  readonly instance?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Fields that replace or extend those of a valid body. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** A till that has waited for so long beyond its wait gets the answer that the outcome is unknown (504). */
export const UNKNOWN_AFTER_MS = 400;

export const newKey = (): string => randomUUID();
export const daysAgo = (days: number): string => new Date(Date.now() - days * 24 * 3_600_000).toISOString();

/** A till of the corner shop asks for a charge, and waits. */
export const chargeAtTill = (attempt: Attempt): Promise<Answer> =>
  ask('pos', 'POST', '/v1/charges', {
    as: 'shop',
    instance: attempt.instance ?? 0,
    headers: { 'idempotency-key': attempt.key ?? newKey(), ...attempt.headers },
    body: {
      tillId: 'till-e2e',
      card: { token: attempt.token },
      amount: eur(attempt.amountMinor),
      ...attempt.body,
    },
  });

/** A car passes a gate of the toll road. */
export const passGate = (attempt: Attempt): Promise<Answer> =>
  ask('pos', 'POST', '/v1/toll-passages', {
    as: 'toll',
    instance: attempt.instance ?? 0,
    headers: { 'idempotency-key': attempt.key ?? newKey(), ...attempt.headers },
    body: {
      gateId: 'gate-e2e',
      laneId: 'lane-1',
      card: { token: attempt.token },
      amount: eur(attempt.amountMinor),
      passedAt: new Date().toISOString(),
      ...attempt.body,
    },
  });

/** A caller cancels the charge that it asked for with this key. */
export const cancelByKey = (key: string, as: 'shop' | 'toll' = 'shop'): Promise<Answer> =>
  ask('pos', 'POST', '/v1/cancellations', { as, headers: { 'idempotency-key': key } });

/** The charge that an answer carries. @throws ZodError when it is not exactly one. */
export const chargeIn = (answer: Answer): ChargeView => chargeView.parse(answer.json);

export const readCharge = async (id: string, as: 'shop' | 'toll'): Promise<ChargeView> =>
  chargeView.parse(await read('pos', `/v1/charges/${id}`, as));

/** The charges of a till, as one process of pos lists them. */
export const chargesOfTill = async (tillId: string, instance = 0): Promise<ChargeView[]> =>
  (await readAll('pos', `/v1/charges?tillId=${tillId}&limit=200`, 'shop', instance)).map((item) =>
    chargeView.parse(item),
  );

/** A cancelled charge that is still debited is not settled: its reversal comes. */
const ENDS: ReadonlySet<string> = new Set([
  'approved, debited',
  'declined, untouched',
  'cancelled, untouched',
  'cancelled, reversed',
]);

/** The charge once both the till's status and the bank's ledger are final. */
export const settled = (id: string, as: 'shop' | 'toll', withinMs?: number): Promise<ChargeView> =>
  eventually(
    `charge ${id} is settled`,
    async () => {
      const charge = await readCharge(id, as);
      const end = `${charge.status}, ${charge.ledger}`;
      if (!ENDS.has(end)) throw new Error(end);
      return charge;
    },
    withinMs,
  );
