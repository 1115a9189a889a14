import { readFileSync } from 'node:fs';

/** Ports and pids change while a stack runs: read the file each time, keep nothing. */
export interface StackFile {
  readonly control: { readonly url: string; readonly token: string };
  readonly services: Readonly<
    Record<string, readonly { readonly url: string; readonly pid: number | null }[]>
  >;
  readonly kafka: { readonly brokers: readonly string[] };
  readonly seed: { readonly keys: Readonly<Record<'shop' | 'toll' | 'bank', string>> };
}

export type ServiceName = 'pos' | 'debit' | 'audit' | 'sms' | 'fake-twilio';

export function readStack(): StackFile {
  const file = process.env['PEAJE_STACK_FILE'];
  if (!file) throw new Error('PEAJE_STACK_FILE names no stack: run with --selectProjects e2e');
  return JSON.parse(readFileSync(file, 'utf8')) as StackFile;
}

export function urlOf(service: ServiceName): string {
  return instanceOf(service).url;
}

export function pidOf(service: ServiceName): number | null {
  return instanceOf(service).pid;
}

function instanceOf(service: ServiceName) {
  const instance = readStack().services[service]?.[0];
  if (!instance) throw new Error(`this stack runs no ${service}`);
  return instance;
}
