import { createHash } from 'node:crypto';

import type { DatabaseName } from '../postgres/databases.js';
import type { CheckpointKey } from './checkpoint-key.js';
import type { ServiceName } from './service-catalogue.js';

/** The keys that the demo callers use, and whom each belongs to. */
export const DEMO_KEYS = { shop: 'demo_shop', toll: 'demo_toll', bank: 'demo_bank' } as const;
const KEY_OWNERS: Record<keyof typeof DEMO_KEYS, string> = {
  shop: 'merchant:m_corner_shop',
  toll: 'gate-operator:m_toll_road',
  bank: 'bank-operator:bank',
};

/** What the environments of all services of one stack are made from. */
export interface ServiceSurroundings {
  brokers: string[];
  /** On top of the brokers: how, and as whom. */
  kafkaAccess?: (service: ServiceName) => Readonly<Record<string, string>>;
  partitions: number;
  databaseUrls: Readonly<Record<DatabaseName, string>>;
  /** The first instance of each service. */
  urls: Partial<Record<ServiceName, string>>;
  checkpointKey: CheckpointKey;
  /** NODE_COMPILE_CACHE: compiled code is kept between starts. */
  compileCache: string;
  /** The environment of the person who starts the stack; only named parts of it are passed on. */
  user: NodeJS.ProcessEnv;
}

/** From the user's own environment: what programs need to run at all, and what is meant for Peaje. */
const PASSED_ON = /^(PATH|HOME|TMPDIR|TZ|LANG|LC_ALL|PEAJE_.*|TWILIO_.*|OTEL_.*)$/;
/** Only audit may know where the key lies that signs its record. */
const AUDIT_ONLY = /^PEAJE_CHECKPOINT_/;

/** The whole environment of one instance of a service. Pure. */
export function serviceEnv(
  name: ServiceName,
  instance: string,
  port: number,
  around: ServiceSurroundings,
): Record<string, string> {
  const passed = Object.entries(around.user).filter(
    (entry): entry is [string, string] =>
      PASSED_ON.test(entry[0]) && entry[1] !== undefined && (name === 'audit' || !AUDIT_ONLY.test(entry[0])),
  );
  const databaseUrl = around.databaseUrls[name];
  return {
    ...Object.fromEntries(passed),
    NODE_ENV: around.user['NODE_ENV'] === 'test' ? 'production' : (around.user['NODE_ENV'] ?? 'production'),
    PORT: String(port),
    HOST: '127.0.0.1',
    INSTANCE: instance,
    LOG_LEVEL: around.user['PEAJE_LOG_LEVEL'] ?? 'info',
    KAFKA_BROKERS: around.brokers.join(','),
    ...around.kafkaAccess?.(name),
    KAFKAJS_NO_PARTITIONER_WARNING: '1',
    PEAJE_PARTITIONS: String(around.partitions),
    PEAJE_API_KEYS: around.user['PEAJE_API_KEYS'] ?? demoApiKeys(),
    NODE_COMPILE_CACHE: around.compileCache,
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    ...(name === 'audit' ? checkpointEnv(around) : {}),
    ...(name === 'sms' || name === 'fake-twilio' ? twilioEnv(around) : {}),
  };
}

/** `<sha256 of the key>=<role>:<owner>`, comma-separated: services never see a key itself. */
export function demoApiKeys(): string {
  const names = Object.keys(DEMO_KEYS) as (keyof typeof DEMO_KEYS)[];
  return names
    .map((name) => `${createHash('sha256').update(DEMO_KEYS[name]).digest('hex')}=${KEY_OWNERS[name]}`)
    .join(',');
}

/** The pair that the stack made, unless the user names a key: halves of two pairs would not agree. */
function checkpointEnv({ user, checkpointKey }: ServiceSurroundings): Record<string, string> {
  if (user['PEAJE_CHECKPOINT_KEY_FILE'] || user['PEAJE_CHECKPOINT_PUBLIC_KEY_FILE']) return {};
  return {
    PEAJE_CHECKPOINT_KEY_FILE: checkpointKey.privateFile,
    PEAJE_CHECKPOINT_PUBLIC_KEY_FILE: checkpointKey.publicFile,
  };
}

/**
 * The look-alike, unless the user has an account with the real one: then texts are really sent, and only the user can
 * know under which public address it reaches us.
 */
function twilioEnv({ user, urls }: ServiceSurroundings): Record<string, string> {
  if (usesRealTwilio(user)) return {};
  return {
    ...(urls.sms ? { PEAJE_PUBLIC_URL: urls.sms } : {}),
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: 'fake-auth-token',
    TWILIO_FROM: '+34900000000',
    ...(urls['fake-twilio'] ? { TWILIO_BASE_URL: urls['fake-twilio'] } : {}),
  };
}

/** Whether the user's environment names a real account, completely. */
export function usesRealTwilio(user: NodeJS.ProcessEnv): boolean {
  return ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'].every((name) => Boolean(user[name]));
}
