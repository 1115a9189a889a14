import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '@peaje/testing/outside';
import { type Attempt, chargeAtTill, newKey, passGate } from './callers.js';
import type { SeededCard } from './cards.js';
import type { Answer } from '../http/http-client.js';

/** What one caller asked for and was told in the end. */
export interface Told {
  readonly as: 'shop' | 'toll';
  readonly card: SeededCard;
  readonly amountMinor: bigint;
  readonly answer: Answer;
  /** How often it had to ask. */
  readonly attempts: number;
}

export interface Load {
  /** No more callers; returns when everybody has been told something definite. */
  stop(): Promise<readonly Told[]>;
  /** Callers who were answered so far. */
  answered(): number;
}

const BETWEEN_ATTEMPTS_MS = 200;
const GIVE_UP_AFTER_MS = 90_000;

/** Tills and gates in turn; each caller keeps its key until it has a definite answer. */
export function startLoad(cards: readonly SeededCard[], perSecond: number): Load {
  const callers: Promise<Told>[] = [];
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

/** Ten more callers know what became of their charge: no fault stops everything for long. */
export function answersMore(load: Load, withinMs?: number): Promise<void> {
  const before = load.answered();
  return eventually(
    'callers are answered',
    async () => {
      if (load.answered() < before + 10) throw new Error(`${load.answered() - before} answers`);
    },
    withinMs,
  );
}

/** What good clients do: a network error or a 5xx says nothing, so ask again with the same key. */
async function askUntilDefinite(as: Told['as'], card: SeededCard, amountMinor: bigint): Promise<Told> {
  const attempt: Attempt = {
    token: card.token,
    amountMinor,
    key: newKey(),
    body: as === 'toll' ? { passedAt: new Date().toISOString() } : {},
  };
  const giveUpAtMs = performance.now() + GIVE_UP_AFTER_MS;
  for (let attempts = 1; ; attempts++) {
    const answer = await (as === 'shop' ? chargeAtTill(attempt) : passGate(attempt)).catch(() => null);
    if (answer !== null && answer.status < 500) return { as, card, amountMinor, answer, attempts };
    if (performance.now() > giveUpAtMs)
      throw new Error(
        `${as}: no definite answer after ${attempts} attempts: ${answer?.text ?? 'nobody there'}`,
      );
    await pause(BETWEEN_ATTEMPTS_MS);
  }
}
