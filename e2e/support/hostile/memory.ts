import { readFileSync, writeFileSync } from 'node:fs';
import { serviceNames } from '@peaje/contracts';
import { pidOf } from '@peaje/testing/outside';

/** Kilobytes of memory. */
export interface Memory {
  readonly now: number;
  /** Since `forgetPeaks`, or since the start of the process where Linux does not allow that. */
  readonly peak: number;
}

const RESET_PEAK = '5';

/** The memory of each service that runs as a process on this machine; none with containers, or without Linux. */
export function memoryOfServices(): Record<string, Memory> {
  const found: Record<string, Memory> = {};
  for (const service of serviceNames) {
    const status = readProcess(service, 'status');
    if (status !== undefined)
      found[service] = { now: kilobytesOf(status, 'VmRSS'), peak: kilobytesOf(status, 'VmHWM') };
  }
  return found;
}

export function forgetPeaks(): void {
  for (const service of serviceNames) {
    try {
      writeFileSync(`/proc/${pidOf(service)}/clear_refs`, RESET_PEAK);
    } catch {
      // The peak since its start is at least as high.
    }
  }
}

function readProcess(service: (typeof serviceNames)[number], file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pidOf(service)}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}

const kilobytesOf = (status: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? NaN);
