import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { IncomingMessage } from 'node:http';
import { Body, Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ArrivedAt, noteArrivals } from './arrival.js';

@Controller()
class Waits {
  @Post()
  since(@ArrivedAt() arrivedAtMs: number, @Body() _body: unknown): object {
    return { arrivedAtMs, handledAtMs: performance.now() };
  }
}

let app: NestFastifyApplication | undefined;
afterEach(() => app?.close());

@Module({ controllers: [Waits] })
class WaitsModule {}

it('a request arrives before its body does', async () => {
  const adapter = new FastifyAdapter();
  noteArrivals(adapter);
  const arrived = Promise.withResolvers<void>();
  adapter.getInstance().addHook('onRequest', (_request, _reply, done) => (arrived.resolve(), done()));
  app = await NestFactory.create<NestFastifyApplication>(WaitsModule, adapter, { logger: false });
  await app.listen(0, '127.0.0.1');
  const sent = request(await app.getUrl(), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': 2 },
  });
  const answered = new Promise<IncomingMessage>((resolve) => sent.once('response', resolve));

  sent.flushHeaders();
  await arrived.promise;
  const bodyAtMs = performance.now();
  sent.end('{}');

  const { arrivedAtMs, handledAtMs } = JSON.parse(await text(await answered)) as Record<string, number>;
  expect(arrivedAtMs).toBeLessThan(bodyAtMs);
  expect(handledAtMs).toBeGreaterThan(bodyAtMs);
});
