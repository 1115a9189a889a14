import { readFileSync } from 'node:fs';

/** What a test may know of the running stack: its machine-readable face, `stack.json` (design §8). */
export interface StackFile {
  readonly ready: boolean;
  readonly control: { readonly url: string; readonly token: string };
  readonly services: Readonly<Record<string, readonly { readonly url: string; readonly pid: number }[]>>;
  readonly kafka: {
    readonly brokers: readonly string[];
    readonly nodes: readonly { id: number; port: number; pid: number }[];
  };
  readonly postgres: { readonly pid: number; readonly urls: Readonly<Record<string, string>> };
}

/** Read anew each time: pids change when something is killed and brought back. */
export function readStack(): StackFile {
  const file = process.env['PEAJE_STACK_FILE'];
  if (!file) throw new Error('no stack: run these specs with `npm test`');
  return JSON.parse(readFileSync(file, 'utf8')) as StackFile;
}
