import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { REPOSITORY } from '../paths.js';
import { DATABASES } from '../postgres/databases.js';
import { StackError } from '../stack-error.js';

/** Every service that a stack can run, in the order in which they are shown. */
export const SERVICES = ['pos', 'debit', 'audit', 'sms', 'board', 'fake-twilio'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** Where a service lies in the repository. */
export function serviceFolder(name: ServiceName): string {
  return join(REPOSITORY, name === 'fake-twilio' ? 'tools' : 'apps', name);
}

/** The program that runs a service. */
export function serviceEntry(name: ServiceName): string {
  return join(serviceFolder(name), 'dist/main.js');
}

/** The services that exist in this repository. */
export function existingServices(): ServiceName[] {
  return SERVICES.filter((name) => existsSync(join(serviceFolder(name), 'src/main.ts')));
}

/** Whether a service has a database of its own; it has the same name. */
export function hasDatabase(name: ServiceName): name is ServiceName & (typeof DATABASES)[number] {
  return (DATABASES as readonly string[]).includes(name);
}

/** @throws StackError `not-built` */
export function assertBuilt(names: ServiceName[]): void {
  const missing = names.filter((name) => !existsSync(serviceEntry(name)));
  if (missing.length === 0) return;
  throw new StackError(
    'not-built',
    `Not built yet: ${missing.join(', ')}.`,
    'npm start builds what is needed; by hand: npx nx run-many -t build',
  );
}
