import { createHash } from 'node:crypto';
import { dirname } from 'node:path';

import { demoKeys } from '@peaje/contracts';

import type { DatabaseName } from '../postgres/databases.js';
import type { CheckpointKey } from './checkpoint-key.js';
import type { ServiceName } from './service-catalogue.js';

/** The API keys of the demo callers. */
export const DEMO_KEYS = {
  shop: demoKeys.merchant,
  toll: demoKeys['gate-operator'],
  bank: demoKeys['bank-operator'],
} as const;
/** The board's own: what it shows is what this key may see, and audit records by it what visitors do. No caller has it. */
const BOARD_KEY = 'demo_board';
const BOARD_KEYS = {
  PEAJE_BOARD_KEY: BOARD_KEY,
  PEAJE_BOARD_TILL_KEY: DEMO_KEYS.shop,
  PEAJE_BOARD_GATE_KEY: DEMO_KEYS.toll,
  PEAJE_BOARD_OPERATOR_KEY: BOARD_KEY,
} as const;
const KEY_OWNERS: Record<keyof typeof DEMO_KEYS, string> = {
  shop: 'merchant:m_corner_shop',
  toll: 'gate-operator:m_toll_road',
  bank: 'bank-operator:bank',
};

/** The parts of one stack that its services' environments need. */
export interface ServiceContext {
  brokers: string[];
  /** Further variables for the access to the brokers: TLS, user, password. */
  kafkaAccess?: (service: ServiceName) => Readonly<Record<string, string>>;
  partitions: number;
  databaseUrls: Readonly<Record<DatabaseName, string>>;
  /** The URL of the first instance of each service. */
  urls: Partial<Record<ServiceName, string>>;
  checkpointKey: CheckpointKey;
  /** stack.json: the board reads there where the instances of the services are. */
  stackFile?: string;
  /** NODE_COMPILE_CACHE: keeps compiled code between starts. */
  compileCache: string;
  /** The user's environment. Services get only the variables of `PASSED_ON`. */
  user: NodeJS.ProcessEnv;
}

/** The variables that every program needs, and those of Peaje. */
const PASSED_ON = /^(PATH|HOME|TMPDIR|TZ|LANG|LC_ALL|PEAJE_.*|TWILIO_.*|OTEL_.*)$/;
/** Only audit may know the files of the key that signs checkpoints. */
const AUDIT_ONLY = /^PEAJE_CHECKPOINT_/;
/** A key itself, not its hash. */
const BOARD_ONLY = /^PEAJE_BOARD_/;

/** The whole environment of one instance of a service. Pure. */
export function serviceEnv(
  name: ServiceName,
  instance: string,
  port: number,
  context: ServiceContext,
): Record<string, string> {
  const passed = Object.entries(context.user).filter(
    (entry): entry is [string, string] =>
      PASSED_ON.test(entry[0]) &&
      entry[1] !== undefined &&
      (name === 'audit' || !AUDIT_ONLY.test(entry[0])) &&
      (name === 'board' || !BOARD_ONLY.test(entry[0])),
  );
  const databaseUrl = context.databaseUrls[name];
  return {
    ...Object.fromEntries(passed),
    NODE_ENV: context.user['NODE_ENV'] === 'test' ? 'production' : (context.user['NODE_ENV'] ?? 'production'),
    PORT: String(port),
    HOST: '127.0.0.1',
    INSTANCE: instance,
    LOG_LEVEL: context.user['PEAJE_LOG_LEVEL'] ?? 'info',
    KAFKA_BROKERS: context.brokers.join(','),
    ...context.kafkaAccess?.(name),
    KAFKAJS_NO_PARTITIONER_WARNING: '1',
    PEAJE_PARTITIONS: String(context.partitions),
    PEAJE_API_KEYS: context.user['PEAJE_API_KEYS'] ?? demoApiKeys(),
    NODE_COMPILE_CACHE: context.compileCache,
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    ...(name === 'audit' ? checkpointEnv(context) : {}),
    ...(name === 'sms' || name === 'fake-twilio' ? twilioEnv(context) : {}),
    ...(name === 'board' ? boardEnv(context) : {}),
  };
}

/** `<sha256 of the key>=<role>:<owner>`, comma-separated: services never see a key itself (ADR 7). */
export function demoApiKeys(): string {
  const names = Object.keys(DEMO_KEYS) as (keyof typeof DEMO_KEYS)[];
  const owners = names.map((name) => [DEMO_KEYS[name], KEY_OWNERS[name]] as const);
  return [...owners, [BOARD_KEY, 'bank-operator:board'] as const]
    .map(([key, owner]) => `${createHash('sha256').update(key).digest('hex')}=${owner}`)
    .join(',');
}

/** Where the services and the texts are, and the board's keys, unless the user has other callers: then no demo key is known. */
function boardEnv({ user, urls, stackFile }: ServiceContext): Record<string, string> {
  const keys = Object.entries(BOARD_KEYS).filter(([name]) => user[name] === undefined);
  return {
    ...(stackFile === undefined ? {} : { PEAJE_SERVICES_FILE: stackFile }),
    ...(urls['fake-twilio'] && !usesRealTwilio(user) ? { PEAJE_BOARD_PHONE_URL: urls['fake-twilio'] } : {}),
    ...(user['PEAJE_API_KEYS'] === undefined ? Object.fromEntries(keys) : {}),
  };
}

/** The stack's own pair, unless the user names a key: two keys of different pairs would not fit. */
function checkpointEnv({ user, checkpointKey }: ServiceContext): Record<string, string> {
  if (namesCheckpointKey(user)) return {};
  return {
    PEAJE_CHECKPOINT_KEY_FILE: checkpointKey.privateFile,
    PEAJE_CHECKPOINT_PUBLIC_KEY_FILE: checkpointKey.publicFile,
    PEAJE_CHECKPOINT_PUBLIC_KEYS: dirname(checkpointKey.publicFile),
  };
}

/** True when audit signs with a key of the user, not with that of the stack. */
export const namesCheckpointKey = (user: NodeJS.ProcessEnv): boolean =>
  Boolean(user['PEAJE_CHECKPOINT_KEY_FILE'] || user['PEAJE_CHECKPOINT_PUBLIC_KEY_FILE']);

/**
 * Settings for fake-twilio, unless the user has an account with the real Twilio. Texts then really go out, and only
 * the user knows the public address for Twilio's callbacks.
 */
function twilioEnv({ user, urls }: ServiceContext): Record<string, string> {
  if (usesRealTwilio(user)) return {};
  return {
    ...(urls.sms ? { PEAJE_PUBLIC_URL: urls.sms } : {}),
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: 'fake-auth-token',
    TWILIO_FROM: '+34900000000',
    ...(urls['fake-twilio'] ? { TWILIO_BASE_URL: urls['fake-twilio'] } : {}),
  };
}

/** True when the user's environment has all settings of a real account. */
function usesRealTwilio(user: NodeJS.ProcessEnv): boolean {
  return ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'].every((name) => Boolean(user[name]));
}
