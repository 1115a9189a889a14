import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from '../http/http-client.js';

const BETWEEN_ATTEMPTS_MS = 200;
const LAST_ATTEMPT_AFTER_MS = 90_000;

export interface DefiniteAnswer {
  readonly answer: Answer;
  /** How many requests it took. */
  readonly attempts: number;
}

/** Good clients ask again with the same key after a network error or a 5xx, because neither is definite. */
export async function untilDefinite(caller: string, ask: () => Promise<Answer>): Promise<DefiniteAnswer> {
  const lastAttemptAtMs = performance.now() + LAST_ATTEMPT_AFTER_MS;
  for (let attempts = 1; ; attempts++) {
    const answer = await ask().catch(() => null);
    if (answer !== null && answer.status < 500) return { answer, attempts };
    if (performance.now() > lastAttemptAtMs)
      throw new Error(
        `${caller}: no definite answer after ${attempts} attempts: ${answer?.text ?? 'no connection'}`,
      );
    await pause(BETWEEN_ATTEMPTS_MS);
  }
}
