import { setTimeout as pause } from 'node:timers/promises';
import type { ChargeView } from '@peaje/contracts';
import { chargeAtTill, chargeIn, newKey } from './callers.js';
import type { SeededCard } from './cards.js';

/** A charge of one cent, as the till was told. */
interface ToldCharge {
  readonly charge: ChargeView;
  readonly accountId: string;
  readonly attempts: number;
}

export interface Tills {
  /** The charges that have a definite answer. It grows. */
  readonly told: readonly ToldCharge[];
  /** Starts no more charges. Returns when the last one has its answer. */
  close(): Promise<void>;
}

const BETWEEN_ATTEMPTS_MS = 100;
const LAST_ATTEMPT_AFTER_MS = 120_000;

/** So many tills charge as fast as they are answered. Each keeps its key until its answer is definite. */
export function openTills(count: number, tillId: string, cards: readonly SeededCard[]): Tills {
  const told: ToldCharge[] = [];
  let isOpen = true;
  const till = async (n: number): Promise<void> => {
    for (let turn = n; isOpen; turn += count) {
      const { token, accountId } = cards[turn % cards.length]!;
      told.push({ accountId, ...(await chargeUntilDefinite(tillId, token)) });
    }
  };
  const closed = Promise.all(Array.from({ length: count }, (_, n) => till(n)));
  closed.catch(() => undefined); // close() throws it
  return {
    told,
    close: async () => {
      isOpen = false;
      await closed;
    },
  };
}

async function chargeUntilDefinite(tillId: string, token: string): Promise<Omit<ToldCharge, 'accountId'>> {
  const attempt = { token, amountMinor: 1, key: newKey(), body: { tillId } };
  const lastAttemptAtMs = performance.now() + LAST_ATTEMPT_AFTER_MS;
  for (let attempts = 1; ; attempts++) {
    const answer = await chargeAtTill(attempt).catch(() => null);
    if (answer !== null && answer.status < 500) return { charge: chargeIn(answer), attempts };
    if (performance.now() > lastAttemptAtMs)
      throw new Error(`no definite answer after ${attempts} attempts: ${answer?.text ?? 'no connection'}`);
    await pause(BETWEEN_ATTEMPTS_MS);
  }
}
