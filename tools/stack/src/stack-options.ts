import { join } from 'node:path';

import type { Infra } from './infra.js';
import type { BrokerFlags } from './kafka/broker-config.js';
import { REPOSITORY } from './paths.js';
import type { OnProgress } from './progress.js';
import { existingServices, type ServiceName } from './services/service-catalogue.js';
import { StackError } from './stack-error.js';

/** The options of a start. */
export interface StackOptions {
  /** The folder of all files that the stack writes, except the cache. */
  dataDir: string;
  /** Kafka's jars and files made from them. All stacks share it. Default: .peaje/cache of the repository. */
  cacheDir?: string;
  /** `fixed`: the ports of the README. `random`: a block of ports that no other stack on the machine uses. */
  ports: 'fixed' | 'random';
  brokers: 1 | 3;
  /** Runs Kafka and PostgreSQL. Default: as processes of the stack. */
  infra?: Infra;
  /** `all`: every service of the repository. An empty list: brokers and databases only. */
  services: ServiceName[] | 'all';
  partitions: number;
  /** The demo data: everything (true), the named holders only, or none. */
  seed: boolean | 'named';
  brokerFlags?: BrokerFlags;
  /** The environment from which services get PATH, HOME, PEAJE_*, TWILIO_* … Default: that of this process. */
  env?: NodeJS.ProcessEnv;
  onProgress?: OnProgress;
}

const SEED_SETTINGS = { all: true, named: 'named', none: false } as const;

/** The options of `npm start`, from PEAJE_* variables. @throws StackError `setting-invalid` */
export function optionsFromEnv(env: NodeJS.ProcessEnv): StackOptions {
  return {
    dataDir: env['PEAJE_DATA_DIR'] ?? join(REPOSITORY, '.peaje'),
    ports: oneOf(env, 'PEAJE_PORTS', ['fixed', 'random']),
    brokers: oneOf(env, 'PEAJE_BROKERS', ['3', '1']) === '1' ? 1 : 3,
    services: env['PEAJE_SERVICES'] ? env['PEAJE_SERVICES'].split(',') : 'all',
    partitions: wholeNumber(env, 'PEAJE_PARTITIONS', 4),
    seed: SEED_SETTINGS[oneOf(env, 'PEAJE_SEED', ['all', 'named', 'none'])],
    brokerFlags: oneOf(env, 'PEAJE_BROKER_FLAGS', ['fast', 'steady']),
    env,
  };
}

/** The names of the services to start. */
export function wantedServices(services: StackOptions['services']): ServiceName[] {
  const existing = existingServices();
  return services === 'all' ? existing : services;
}

/** The first choice is the default. */
function oneOf<const T extends string>(
  env: NodeJS.ProcessEnv,
  name: string,
  choices: readonly [T, ...T[]],
): T {
  const value = env[name];
  if (value === undefined || value === '') return choices[0];
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw invalid(name, value, choices.join(' or '));
}

function wholeNumber(env: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  const value = env[name];
  if (value === undefined || value === '') return otherwise;
  if (/^[1-9]\d{0,2}$/.test(value)) return Number(value);
  throw invalid(name, value, 'a whole number from 1 to 999');
}

function invalid(name: string, value: string, allowed: string): StackError {
  return new StackError('setting-invalid', `${name}=${value} is not allowed.`, `Set ${name} to ${allowed}.`);
}
