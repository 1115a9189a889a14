import { Controller, Get, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { eventually } from '@peaje/testing';
import type { PressureLimits } from './back-pressure.js';
import { httpAdapter } from './http-adapter.js';
import { ProblemFilter } from './problem.filter.js';

let arrived = 0;
let leave = Promise.withResolvers<void>();

@Controller()
class Waiting {
  @Post('v1/charges')
  async wait(): Promise<object> {
    arrived++;
    await leave.promise;
    return {};
  }

  @Get('health/live')
  live(): object {
    return {};
  }
}

@Module({ controllers: [Waiting] })
class WaitingModule {}

let app: NestFastifyApplication;
let url: string;

async function listen(limits: PressureLimits): Promise<void> {
  arrived = 0;
  leave = Promise.withResolvers();
  app = await NestFactory.create<NestFastifyApplication>(WaitingModule, httpAdapter(limits), {
    logger: false,
  });
  app.useGlobalFilters(new ProblemFilter());
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
}
afterEach(async () => {
  leave.resolve();
  await app.close();
});

const charge = (init: RequestInit = {}) => fetch(`${url}/v1/charges`, { method: 'POST', ...init });
const get = (path: string) => fetch(`${url}${path}`);
const untilArrived = (count: number) =>
  eventually(`${count} requests have arrived`, () => expect(arrived).toBe(count));

async function expectTurnedAway(answer: Response, code: string): Promise<void> {
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('1');
  expect(await answer.json()).toMatchObject({ status: 503, code });
}

it('takes as many requests as there is room for and sends the next one away; probes get through', async () => {
  await listen({ maxInFlight: 2 });
  const waiting = [charge(), charge()];
  await untilArrived(2);

  await expectTurnedAway(await charge(), 'not-stored');
  await expectTurnedAway(await get('/v1/charges'), 'not-ready');
  expect((await get('/health/live')).status).toBe(200);
  expect(arrived).toBe(2);

  leave.resolve();
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([201, 201]);
  expect((await charge()).status).toBe(201);
});

it('a caller that hangs up makes room', async () => {
  await listen({ maxInFlight: 1 });
  const hangUp = new AbortController();
  const waiting = charge({ signal: hangUp.signal });
  waiting.catch(() => undefined);
  await untilArrived(1);

  hangUp.abort();

  await expect(waiting).rejects.toThrow();
  await eventually('there is room again', async () => expect((await get('/v1/charges')).status).toBe(404));
});

it('no new request while the heap is full', async () => {
  await listen({ maxInFlight: 10, maxHeapBytes: 1 });
  leave.resolve();
  await eventually('the heap counts as full', async () => expectTurnedAway(await charge(), 'not-stored'));
  expect((await get('/health/live')).status).toBe(200);
});
