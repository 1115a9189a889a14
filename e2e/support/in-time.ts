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

/** Later than that, or too late to know the outcome. */
export const laterThan =
  (ms: number) =>
  ({ tookMs, status }: Answer): boolean =>
    tookMs > ms || status === 504;
