import { readFileSync } from 'node:fs';

/** Ports and pids change while a stack runs: read the file each time, keep nothing. */
export interface StackFile {
  readonly control: { readonly url: string; readonly token: string };
  readonly services: Readonly<
    Record<string, readonly { readonly url: string; readonly pid: number | null }[]>
  >;
  readonly kafka: {
    readonly brokers: readonly string[];
    readonly nodes: readonly { readonly id: number; readonly pid: number | null }[];
  };
  readonly postgres: { readonly urls: Readonly<Record<string, string>> };
  readonly seed: { readonly keys: Readonly<Record<'shop' | 'toll' | 'bank', string>> };
}

export type ServiceName = 'pos' | 'debit' | 'audit' | 'sms' | 'fake-twilio';

export function readStack(): StackFile {
  const file = process.env['PEAJE_STACK_FILE'];
  if (!file) throw new Error('PEAJE_STACK_FILE names no stack: run with --selectProjects e2e');
  return JSON.parse(readFileSync(file, 'utf8')) as StackFile;
}

/** `instance` counts from 0, as the services do in stack.json. */
export function urlOf(service: ServiceName, instance = 0): string {
  return instanceOf(service, instance).url;
}

export function pidOf(service: ServiceName, instance = 0): number | null {
  return instanceOf(service, instance).pid;
}

function instanceOf(service: ServiceName, number: number) {
  const instance = readStack().services[service]?.[number];
  if (!instance) throw new Error(`this stack runs no ${service}-${number + 1}`);
  return instance;
}
