import { setTimeout as delay } from 'node:timers/promises';

/** Waits for a condition, never for a time. @throws the last failure when `withinMs` is over. */
export async function eventually<T>(check: () => Promise<T> | T, withinMs = 15_000): Promise<T> {
  const untilMs = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > untilMs) throw error;
      await delay(25);
    }
  }
}
