import 'reflect-metadata';
import { Module, type Type } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EX_CONFIG } from '@peaje/contracts';
import { BatchStrategy } from '@peaje/messaging';
import { Logger } from 'nestjs-pino';
import { ChassisModule } from './chassis.module.js';
import { httpAdapter, type HttpLimits } from './http/http-adapter.js';
import { RouteAccess } from './http/route-access.js';
import type { Remembered } from './health/lost-database-check.js';
import {
  ConfigError,
  isStoring,
  parseEnv,
  type StorelessConfig,
  type storelessEnv,
} from './config/service-env.js';

export interface ServiceDefinition {
  readonly name: string;
  /** An extension of `serviceEnv`; of `storelessEnv` when the service has no database, and then it has no handlers of topics. */
  readonly env: typeof storelessEnv;
  readonly module: Type;
  /** Without it a lost database goes unnoticed. */
  readonly remembers?: Remembered;
  /** It answers `GET /` itself. Otherwise that leads to `/docs`. */
  readonly servesPage?: true;
}

/** Starts one service: config, HTTP, its consumer group, health, metrics, docs, orderly end at SIGTERM. */
export async function startService(
  service: ServiceDefinition,
  variables: NodeJS.ProcessEnv = process.env,
): Promise<NestFastifyApplication> {
  const config = parseEnvOrExit(service, variables);
  const access = new RouteAccess(config.PEAJE_API_KEYS);
  const app = await NestFactory.create<NestFastifyApplication>(
    rootModule(service, ChassisModule.forService(service.name, config, service)),
    httpAdapter(httpLimits(config, access)),
    { bufferLogs: true },
  );
  access.learn(app.get(ModulesContainer));
  app.useLogger(app.get(Logger));
  app.flushLogs();
  app.enableShutdownHooks();
  if (isStoring(config))
    app.connectMicroservice({ strategy: app.get(BatchStrategy) }, { inheritAppConfig: true });
  await app.startAllMicroservices();
  await app.listen(config.PORT, config.HOST);
  return app;
}

const httpLimits = (config: StorelessConfig, access: RouteAccess): HttpLimits => ({
  access,
  maxInFlight: config.PEAJE_MAX_IN_FLIGHT,
  maxInFlightPerKey: config.PEAJE_MAX_IN_FLIGHT_PER_KEY,
  headersTimeoutMs: Math.min(config.PEAJE_HEADERS_TIMEOUT_MS, config.PEAJE_REQUEST_TIMEOUT_MS),
  requestTimeoutMs: config.PEAJE_REQUEST_TIMEOUT_MS,
  keepAliveTimeoutMs: config.PEAJE_KEEP_ALIVE_TIMEOUT_MS,
  connectionTimeoutMs: config.PEAJE_CONNECTION_TIMEOUT_MS,
});

function rootModule(
  { name, module }: ServiceDefinition,
  chassis: ReturnType<typeof ChassisModule.forService>,
): Type {
  class RootModule {}
  Object.defineProperty(RootModule, 'name', { value: `${name}-root` });
  Module({ imports: [chassis, module] })(RootModule);
  return RootModule;
}

function parseEnvOrExit({ name, env }: ServiceDefinition, variables: NodeJS.ProcessEnv) {
  try {
    return parseEnv(env, variables);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${name}: ${error.message}\n`);
    process.exit(EX_CONFIG);
  }
}
