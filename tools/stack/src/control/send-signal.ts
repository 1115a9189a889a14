import { setTimeout as sleep } from 'node:timers/promises';

import { isDeadly } from '../process/deadly-signals.js';
import type { SignalledProcess } from './control-requests.js';
import type { ControlledProcess } from './controlled-stack.js';

const GONE_WITHIN_MS = 1_000;
const POLL_MS = 10;

/** Sends a signal. After a deadly one it waits until the process is gone, for at most a second. */
export async function sendSignal(
  process: ControlledProcess,
  signal: NodeJS.Signals,
): Promise<SignalledProcess> {
  const { name, pid } = process.status();
  const isSent = pid !== null && (await process.signal(signal));
  if (!isSent) return { name, pid: null, signal, gone: true };
  const isGone = (): boolean => process.status().pid !== pid;
  const deadline = performance.now() + GONE_WITHIN_MS;
  while (isDeadly(signal) && !isGone() && performance.now() < deadline) await sleep(POLL_MS);
  return { name, pid, signal, gone: isGone() };
}
