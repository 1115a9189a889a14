import { eventually } from '@peaje/testing/outside';
import type { Answer } from '../http/http-client.js';
import { type Attempt, chargeAtTill, newKey, passGate } from './callers.js';
import type { SeededCard } from './cards.js';
import { untilDefinite } from './definite-answer.js';

/** A call of a till or a gate that got a definite answer in the end. */
export interface AnsweredCall {
  readonly as: 'shop' | 'toll';
  readonly card: SeededCard;
  readonly amountMinor: bigint;
  readonly answer: Answer;
  /** How many requests it took. */
  readonly attempts: number;
}

export interface Load {
  /** Starts no more callers. Returns when each caller has a definite answer. */
  stop(): Promise<readonly AnsweredCall[]>;
  /** How many callers have their answer so far. */
  answered(): number;
}

/** Tills and gates in turn; each caller keeps its key until it has a definite answer. */
export function startLoad(cards: readonly SeededCard[], perSecond: number): Load {
  const callers: Promise<AnsweredCall>[] = [];
  let answered = 0;
  const next = (): void => {
    const n = callers.length;
    const as = n % 2 === 0 ? 'shop' : 'toll';
    const card = cards[Math.floor(n / 2) % cards.length] as SeededCard;
    const caller = askUntilDefinite(as, card, BigInt(1 + Math.floor(n / cards.length / 2)));
    callers.push(caller);
    void caller.then(
      () => answered++,
      () => undefined, // stop() throws it
    );
  };
  const clock = setInterval(next, 1000 / perSecond);
  return {
    answered: () => answered,
    stop: () => {
      clearInterval(clock);
      return Promise.all(callers);
    },
  };
}

/** Ten more callers have their answer: no fault stops everything for long. */
export function answersMore(load: Load, withinMs?: number): Promise<void> {
  const before = load.answered();
  return eventually(
    'ten more callers are answered',
    async () => {
      if (load.answered() < before + 10) throw new Error(`${load.answered() - before} answers`);
    },
    withinMs,
  );
}

async function askUntilDefinite(
  as: AnsweredCall['as'],
  card: SeededCard,
  amountMinor: bigint,
): Promise<AnsweredCall> {
  const attempt: Attempt = {
    token: card.token,
    amountMinor,
    key: newKey(),
    body: as === 'toll' ? { passedAt: new Date().toISOString() } : {},
  };
  const definite = await untilDefinite(as, () => (as === 'shop' ? chargeAtTill(attempt) : passGate(attempt)));
  return { as, card, amountMinor, ...definite };
}
