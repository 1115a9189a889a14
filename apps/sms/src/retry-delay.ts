const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;

/** Doubles, with jitter, so that calls which failed together do not come back together. */
export function retryDelayMs(attempts: number): number {
  const delayMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts, 16));
  return Math.round(delayMs * (0.75 + Math.random() / 2));
}
