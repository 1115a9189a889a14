import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { REPOSITORY } from '../paths.js';
import { StackError } from '../stack-error.js';

/** Its folder, its consumer group and its database have the same name. */
export type ServiceName = string;

interface DeclaredService {
  name: ServiceName;
  folder: string;
  /** The default port. */
  port: number;
  /** How far it steps back when the CPU is short: nobody waits for its answers. */
  niceness?: number;
}

/** A package of these folders is a service when its package.json has `"peaje": { "port": 3005, "niceness": 5 }`. */
const FOLDERS = ['apps', 'tools'];

/** Every service of this repository, in the order of their ports. */
const SERVICES = FOLDERS.flatMap(servicesIn).sort((a, b) => a.port - b.port);

function servicesIn(parent: string): DeclaredService[] {
  return readdirSync(join(REPOSITORY, parent)).flatMap((name) => {
    const folder = join(REPOSITORY, parent, name);
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) return [];
    const { peaje } = JSON.parse(readFileSync(manifest, 'utf8')) as {
      peaje?: Pick<DeclaredService, 'port' | 'niceness'>;
    };
    return peaje ? [{ name, folder, ...peaje }] : [];
  });
}

/** The names of all services of this repository. */
export function existingServices(): ServiceName[] {
  return SERVICES.map(({ name }) => name);
}

/** The default port of a service. */
export function declaredPort(name: ServiceName): number {
  return service(name).port;
}

/** From 0 to 19: how far a service steps back when the CPU is short. */
export function declaredNiceness(name: ServiceName): number {
  return service(name).niceness ?? 0;
}

/** The program that runs a service. */
export function serviceEntry(name: ServiceName): string {
  return join(service(name).folder, 'dist/main.js');
}

/** @throws StackError `service-unknown` */
function service(name: ServiceName): DeclaredService {
  const found = SERVICES.find((one) => one.name === name);
  if (found) return found;
  throw new StackError(
    'service-unknown',
    `There is no service ${name}.`,
    `Choose from ${existingServices().join(', ')}. A service has "peaje": { "port": … } in its package.json.`,
  );
}

/** @throws StackError `not-built`, `service-unknown` */
export function assertBuilt(names: ServiceName[]): void {
  const missing = names.filter((name) => !existsSync(serviceEntry(name)));
  if (missing.length === 0) return;
  throw new StackError(
    'not-built',
    `These services are not built: ${missing.join(', ')}.`,
    'Build them: npm start does it first, or by hand: npx nx run-many -t build',
  );
}
