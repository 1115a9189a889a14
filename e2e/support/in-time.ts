import type { Answer } from './http-client.js';

const TRIES = 3;

/**
 * Asks again when the answer was late: a shared machine that stood still for a moment broke no promise, and who is
 * always late is late each time.
 */
export async function inTime(
  ask: () => Promise<Answer>,
  isLate: (answer: Answer) => boolean,
): Promise<Answer> {
  for (let left = TRIES; ;) {
    const answer = await ask();
    if (--left === 0 || !isLate(answer)) return answer;
  }
}

/** A till that has waited for so long beyond its wait is told that the outcome is unknown (504). */
export const UNKNOWN_AFTER_MS = 400;

export const laterThan =
  (ms: number) =>
  ({ tookMs }: Answer): boolean =>
    tookMs > ms;
