import type { ChargeView } from '@peaje/contracts';
import { chargeAtTill, chargeIn, newKey } from './callers.js';
import type { SeededCard } from './cards.js';
import { untilDefinite } from './definite-answer.js';

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

/** So many tills charge as fast as they are answered. Each keeps its key until its answer is definite. */
export function openTills(count: number, tillId: string, cards: readonly SeededCard[]): Tills {
  const told: ToldCharge[] = [];
  let isOpen = true;
  const till = async (n: number): Promise<void> => {
    for (let turn = n; isOpen; turn += count) {
      const { token, accountId } = cards[turn % cards.length]!;
      const attempt = { token, amountMinor: 1, key: newKey(), body: { tillId } };
      const { answer, attempts } = await untilDefinite('shop', () => chargeAtTill(attempt));
      told.push({ charge: chargeIn(answer), accountId, attempts });
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
