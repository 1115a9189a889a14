import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { Module, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, ModulesContainer, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { apiKeys } from '../config/api-keys.js';
import { ApiKeyGuard } from './api-key.guard.js';
import { httpAdapter, type HttpLimits } from './http-adapter.js';
import { NdjsonStreams } from './ndjson-streams.js';
import { ProblemFilter } from './problem.filter.js';
import { RouteAccess } from './route-access.js';

const KEYS = { shop: 'merchant:m_shop', other: 'merchant:m_other', bank: 'bank-operator:op_bank' };
export type KeyName = keyof typeof KEYS;

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

export interface TestServer {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly port: number;
}

/** The HTTP edge of a service, as `startService` builds it, before controllers of a spec. */
export async function startServer(
  controllers: Type[],
  limits: Partial<Omit<HttpLimits, 'access'>> = {},
): Promise<TestServer> {
  const providers = [
    NdjsonStreams,
    { provide: APP_GUARD, useClass: ApiKeyGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ];
  class ServerModule {}
  Module({ controllers, providers })(ServerModule);
  const entries = Object.entries(KEYS).map(([key, owner]) => `${hashOf(key)}=${owner}`);
  const access = new RouteAccess(apiKeys.parse(entries.join(',')));
  const app = await NestFactory.create<NestFastifyApplication>(
    ServerModule,
    httpAdapter({ access, maxInFlight: 100, ...limits }),
    { logger: false },
  );
  access.learn(app.get(ModulesContainer));
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return { app, url, port: Number(new URL(url).port) };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Everything that the server sends on a connection on which we send these bytes, until it closes it. */
export function exchange(port: number, bytes: string | Buffer): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let received = '';
  const socket = openConnection(port, bytes);
  socket.on('data', (chunk) => (received += chunk.toString('latin1')));
  socket.on('close', () => resolve(received));
  return promise;
}

export function openConnection(port: number, bytes: string | Buffer = ''): Socket {
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
  socket.on('error', () => socket.destroy());
  return socket;
}

/** The answers in what a connection received, each with the body that its Content-Length announces. */
export function answersIn(received: string): RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let rest = received; rest !== '';) {
    const end = rest.indexOf('\r\n\r\n');
    const [line, ...fields] = rest.slice(0, end).split('\r\n');
    const headers = Object.fromEntries(
      fields.map((field) => [field.split(':')[0]!.toLowerCase(), field.slice(field.indexOf(':') + 1).trim()]),
    );
    const length = Number(headers['content-length'] ?? 0);
    answers.push({
      status: Number(line!.split(' ')[1]),
      headers,
      body: rest.slice(end + 4, end + 4 + length),
    });
    rest = rest.slice(end + 4 + length);
  }
  return answers;
}
