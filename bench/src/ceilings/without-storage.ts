import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { endProgram, forkProgram } from '../stack/programs.js';

/** `passages.ts` as a running program. */
export class ProgramWithoutStorage {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(): Promise<ProgramWithoutStorage> {
    const child = forkProgram(join(import.meta.dirname, 'passages.js'));
    const [{ url }] = (await once(child, 'message')) as [{ url: string }];
    return new ProgramWithoutStorage(child, url);
  }

  stop(): Promise<void> {
    return endProgram(this.child);
  }
}
