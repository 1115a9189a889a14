import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/** A process steps back when the CPU is short: its main thread, and with it all of its session where Linux shares the CPU between sessions. */
export function stepBack(pid: number, niceness: number): void {
  try {
    setPriority(pid, niceness);
    // Between sessions the niceness of a process does not count, only that of its session.
    writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
  } catch {
    // It has ended, or this system has no such groups. Then it competes like all others.
  }
}
