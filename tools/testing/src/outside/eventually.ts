import { setTimeout as pause } from 'node:timers/promises';

const BETWEEN_CHECKS_MS = 25;

/**
 * Waits for a condition, never for a time: repeats `check` until it does not throw, and gives its result.
 * @throws with the description of what was awaited, and the last failure, when `withinMs` is over.
 */
export async function eventually<T>(
  awaited: string,
  check: () => Promise<T> | T,
  withinMs = 15_000,
): Promise<T> {
  const untilMs = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (cause) {
      if (performance.now() > untilMs) {
        const last = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`not within ${withinMs} ms: ${awaited}\n${last}`, { cause });
      }
    }
    await pause(BETWEEN_CHECKS_MS);
  }
}
