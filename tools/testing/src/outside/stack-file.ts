import { readFileSync } from 'node:fs';
import type { ServiceName } from '@peaje/contracts';

/** `stack.json`, the machine-readable face of the running stack: all that a test knows of it (ADR 13). */
export interface StackFile {
  readonly ready: boolean;
  readonly control: { readonly url: string; readonly token: string };
  readonly services: Readonly<
    Record<string, readonly { readonly url: string; readonly pid: number | null }[]>
  >;
  readonly kafka: {
    readonly brokers: readonly string[];
    readonly nodes: readonly { readonly id: number; readonly port: number; readonly pid: number | null }[];
  };
  readonly postgres: { readonly pid: number | null; readonly urls: Readonly<Record<string, string>> };
  readonly seed: { readonly keys: Readonly<Record<'shop' | 'toll' | 'bank', string>> };
}

export type StackService = ServiceName | 'fake-twilio';

/** Ports and pids change while a stack runs: read the file each time, keep nothing. */
export function readStack(): StackFile {
  const file = process.env['PEAJE_STACK_FILE'];
  if (!file) throw new Error('PEAJE_STACK_FILE names no stack: run these specs with `npm test`');
  return JSON.parse(readFileSync(file, 'utf8')) as StackFile;
}

/** `instance` counts from 0, as the services do in stack.json. */
export const urlOf = (service: StackService, instance = 0): string => instanceOf(service, instance).url;

export const pidOf = (service: StackService, instance = 0): number | null =>
  instanceOf(service, instance).pid;

function instanceOf(service: StackService, number: number) {
  const instance = readStack().services[service]?.[number];
  if (!instance) throw new Error(`this stack runs no ${service}-${number + 1}`);
  return instance;
}

/** Demo credentials, the same in the local stack and the containers; PostgreSQL listens on 127.0.0.1 only. */
export function administratorUrl(database: string): string {
  const url = new URL(readStack().postgres.urls['pos']!);
  url.username = 'postgres';
  url.password = 'peaje';
  url.pathname = database;
  return url.href;
}
