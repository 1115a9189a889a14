import { hostname } from 'node:os';
import { DEFAULT_PARTITIONS } from '@peaje/contracts';
import { z } from 'zod';
import { apiKeys } from './api-keys.js';
import { checkKafkaAccess, kafkaEnv } from './kafka-access.js';

const timeoutMs = (defaultMs: number) => z.coerce.number().int().min(1_000).max(3_600_000).default(defaultMs);

/** Milliseconds. Beyond them a connection is closed. */
const httpTimeouts = {
  /** From the first byte of a request, or from connecting, to the last of its header fields. */
  PEAJE_HEADERS_TIMEOUT_MS: timeoutMs(10_000),
  /** To the last byte of its body. */
  PEAJE_REQUEST_TIMEOUT_MS: timeoutMs(60_000),
  /** Between the answer and the next request. */
  PEAJE_KEEP_ALIVE_TIMEOUT_MS: timeoutMs(72_000),
  /** Without a byte in either direction, so it is longer than the longest wait for an answer. */
  PEAJE_CONNECTION_TIMEOUT_MS: timeoutMs(300_000),
};

/** For services that store nothing. What they and all others read from their environment; each extends it with its own. */
export const storelessEnv = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535),
  /** Which one of several: `pos-2`. A container or a pod is known by the name of its host. */
  INSTANCE: z.string().default(hostname),
  /** Requests under way at once, waiting tills among them; the next ones get 503. */
  PEAJE_MAX_IN_FLIGHT: z.coerce.number().int().positive().default(1_000),
  /** Those of one key; its next ones get 429. The default is 80 % of `PEAJE_MAX_IN_FLIGHT`. */
  PEAJE_MAX_IN_FLIGHT_PER_KEY: z.coerce.number().int().positive().optional(),
  ...httpTimeouts,
  /** Milliseconds. An event loop that stands still for so long takes its process with it. */
  PEAJE_MAX_STALL_MS: z.coerce.number().int().min(1_000).max(3_600_000).default(30_000),
  ...kafkaEnv,
  PEAJE_PARTITIONS: z.coerce.number().int().positive().default(DEFAULT_PARTITIONS),
  PEAJE_API_KEYS: apiKeys,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
});

/** For services with a database of their own. Parsed once, in `startService`. */
export const serviceEnv = storelessEnv.extend({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  /** Connections for requests and for the outbox. */
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).default(10),
  /** Connections for consumers besides: a backlog of records takes none from callers. */
  DATABASE_CONSUMER_POOL_SIZE: z.coerce.number().int().min(1).default(5),
  /** Start with an empty database although the group has committed offsets: its earlier records stay lost. Not for pos and debit. */
  PEAJE_ALLOW_EMPTY: z.stringbool().default(false),
});

export type StorelessConfig = z.infer<typeof storelessEnv>;
export type ServiceConfig = z.infer<typeof serviceEnv>;

/** True of a service with a database of its own. */
export const isStoring = (config: StorelessConfig | ServiceConfig): config is ServiceConfig =>
  'DATABASE_URL' in config;

/** The DI token of a service's own config: `inject: [CONFIG]`. */
export const CONFIG = Symbol('config');

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** @throws ConfigError that names every variable which is missing or wrong. */
export function parseEnv<Env extends typeof storelessEnv>(
  env: Env,
  variables: NodeJS.ProcessEnv,
): z.infer<Env> {
  const parsed = env.superRefine(checkKafkaAccess).safeParse(variables);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  throw new ConfigError(`the environment is not complete:\n${lines.join('\n')}`);
}
