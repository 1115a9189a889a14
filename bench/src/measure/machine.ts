import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

/** The machine before a run starts anything on it. */
export interface Machine {
  readonly cores: number;
  readonly model: string;
  readonly gigabytes: number;
  /** Of the minute before. */
  readonly loadAverage: number;
  /** CPU that other processes used meanwhile, the hypervisor's other guests, too: percent of one core. */
  readonly foreignPercent: number;
}

const LOOK_MS = 3_000;
const TICK_MS = 10;
const IDLE_PERCENT = 15;

export async function readMachine(): Promise<Machine> {
  const loadAverage = loadavg()[0] ?? 0;
  const [startedMs, before, ownBefore] = [performance.now(), busyMs(), process.cpuUsage()];
  await pause(LOOK_MS);
  const { user, system } = process.cpuUsage(ownBefore);
  const foreignMs = busyMs() - before - (user + system) / 1_000;
  return {
    cores: cpus().length,
    model: cpus()[0]?.model ?? '',
    gigabytes: Math.round(totalmem() / 2 ** 30),
    loadAverage,
    foreignPercent: Math.max(0, (foreignMs / (performance.now() - startedMs)) * 100),
  };
}

/** A sentence about a machine that does something else besides; null when it is idle. */
export const warningOf = ({ foreignPercent, loadAverage }: Machine): string | null =>
  foreignPercent <= IDLE_PERCENT
    ? null
    : `the machine is not idle: other processes use ${Math.round(foreignPercent)} % of a core, ` +
      `the load average is ${loadAverage.toFixed(1)}. Ratios are rough, and spreads wide.`;

/** All cores since the machine's start: user, nice, system, interrupts and what the hypervisor took. */
function busyMs(): number {
  const [, user, nice, system, , , irq, softirq, steal] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)[0]!
    .split(/\s+/)
    .map(Number);
  return (user! + nice! + system! + irq! + softirq! + steal!) * TICK_MS;
}
