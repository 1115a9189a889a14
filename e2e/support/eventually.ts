import { setTimeout as pause } from 'node:timers/promises';

const BETWEEN_LOOKS_MS = 50;

/** Looks again until `look` neither throws nor is late; then gives what it returned. */
export async function eventually<T>(what: string, look: () => Promise<T>, withinMs = 15_000): Promise<T> {
  const giveUpAtMs = performance.now() + withinMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > giveUpAtMs) {
        const last = error instanceof Error ? error.message : String(error);
        throw new Error(`not within ${withinMs} ms: ${what}\n${last}`, { cause: error });
      }
    }
    await pause(BETWEEN_LOOKS_MS);
  }
}
