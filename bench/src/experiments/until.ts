import { setTimeout as pause } from 'node:timers/promises';

const BETWEEN_LOOKS_MS = 25;

/** Waits for a condition, however long it takes. */
export async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await pause(BETWEEN_LOOKS_MS);
}
