import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { REPOSITORY } from '../paths.js';
import { StackError } from '../stack-error.js';

/** The name of a service is that of its folder, its consumer group and its database. */
export type ServiceName = string;

interface DeclaredService {
  name: ServiceName;
  folder: string;
  /** Where it listens when nobody says otherwise. */
  port: number;
}

/** A package of these folders is a service when its package.json says `"peaje": { "port": 3005 }`. */
const FOLDERS = ['apps', 'tools'];

/** Every service of this repository, in the order of their ports. */
const SERVICES = FOLDERS.flatMap(servicesIn).sort((a, b) => a.port - b.port);

function servicesIn(parent: string): DeclaredService[] {
  return readdirSync(join(REPOSITORY, parent)).flatMap((name) => {
    const folder = join(REPOSITORY, parent, name);
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) return [];
    const { peaje } = JSON.parse(readFileSync(manifest, 'utf8')) as { peaje?: { port: number } };
    return peaje ? [{ name, folder, port: peaje.port }] : [];
  });
}

/** The names of all services of this repository. */
export function existingServices(): ServiceName[] {
  return SERVICES.map(({ name }) => name);
}

/** Where a service listens when nobody says otherwise. */
export function declaredPort(name: ServiceName): number {
  return service(name).port;
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
    `There are ${existingServices().join(', ')}: each says "peaje": { "port": … } in its package.json.`,
  );
}

/** @throws StackError `not-built`, `service-unknown` */
export function assertBuilt(names: ServiceName[]): void {
  const missing = names.filter((name) => !existsSync(serviceEntry(name)));
  if (missing.length === 0) return;
  throw new StackError(
    'not-built',
    `Not built yet: ${missing.join(', ')}.`,
    'npm start builds what is needed; by hand: npx nx run-many -t build',
  );
}
