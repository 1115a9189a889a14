const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;

/** Doubling, with jitter: what failed together need not come back together. */
export function retryDelayMs(attempts: number): number {
  const delayMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts, 16));
  return Math.round(delayMs * (0.75 + Math.random() / 2));
}
