import type { Answer } from '../http/http-client.js';
import { type Attempt, chargeAtTill, passGate, UNKNOWN_AFTER_MS } from './callers.js';
import type { SeededCard } from './cards.js';

/** The wait of the till, and how late pos may answer a till and a gate while another part is down. */
export const WAIT_MS = 1_000;
export const MOST_LATE_MS = 500;
export const TOLL_WITHIN_MS = 1_000;

/** A till or a gate that asks pos for a charge. */
export interface ChargeCaller extends Attempt {
  readonly as: 'shop' | 'toll';
  readonly accountId: string;
  readonly amountMinor: bigint;
}

export interface AnsweredCaller {
  readonly caller: ChargeCaller;
  readonly answer: Answer;
}

/** A till and a gate that ask for the same amount of one card. */
export function tillAndGate({ token, accountId }: SeededCard, amountMinor: bigint): ChargeCaller[] {
  const both = { token, accountId, amountMinor };
  return [
    { ...both, as: 'shop', headers: { prefer: `wait=${WAIT_MS / 1000}` } },
    { ...both, as: 'toll', body: { passedAt: new Date().toISOString() } },
  ];
}

export const callPos = ({ as, ...attempt }: ChargeCaller): Promise<Answer> =>
  as === 'shop' ? chargeAtTill(attempt) : passGate(attempt);

/** An answer after that time proves nothing, because the machine may have stood still: the call is made again. */
export const repeatAfterMs = ({ as }: ChargeCaller): number =>
  as === 'shop' ? WAIT_MS + UNKNOWN_AFTER_MS : TOLL_WITHIN_MS;
