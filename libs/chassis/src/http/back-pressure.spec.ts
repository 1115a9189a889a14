import type { Socket } from 'node:net';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { eventually } from '@peaje/testing';
import { Allow, Public } from './api-key.guard.js';
import type { PressureLimits } from './back-pressure.js';
import {
  answersIn,
  exchange,
  openConnection,
  startServer,
  type KeyName,
  type TestServer,
} from './http-server.builders.js';

let arrived = 0;
let leave = Promise.withResolvers<void>();

@Controller()
class Waiting {
  @Allow('merchant')
  @Post('v1/charges')
  async wait(): Promise<object> {
    arrived++;
    await leave.promise;
    return {};
  }

  @Allow('merchant')
  @Get('v1/charges')
  list(): object {
    return {};
  }

  @Public()
  @Post('webhooks/twilio/status')
  async report(@Body() form: object): Promise<object> {
    arrived++;
    await leave.promise;
    return form;
  }

  @Public()
  @Get('health/live')
  live(): object {
    return {};
  }
}

let server: TestServer;

async function listen(limits: PressureLimits): Promise<void> {
  arrived = 0;
  leave = Promise.withResolvers();
  server = await startServer([Waiting], limits);
}
afterEach(async () => {
  leave.resolve();
  await server.app.close();
});

const as = (key: KeyName) => ({ authorization: `Bearer ${key}` });
const charge = (key: KeyName = 'shop', init: RequestInit = {}) =>
  fetch(`${server.url}/v1/charges`, { method: 'POST', headers: as(key), ...init });
const get = (path: string, key: KeyName = 'shop') => fetch(`${server.url}${path}`, { headers: as(key) });
const untilArrived = (count: number) =>
  eventually(`${count} requests have arrived`, () => expect(arrived).toBe(count));

async function expectTurnedAway(answer: Response, code: string, status = 503): Promise<void> {
  expect(answer.status).toBe(status);
  expect(answer.headers.get('retry-after')).toBe('1');
  expect(await answer.json()).toMatchObject({ status, code });
}

it('takes as many requests as there is room for and sends the next one away; probes get through', async () => {
  await listen({ maxInFlight: 2, maxInFlightPerKey: 2 });
  const waiting = [charge(), charge()];
  await untilArrived(2);

  await expectTurnedAway(await charge('other'), 'not-stored');
  await expectTurnedAway(await get('/v1/charges', 'other'), 'not-ready');
  expect((await get('/health/live')).status).toBe(200);
  expect(arrived).toBe(2);

  leave.resolve();
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([201, 201]);
  expect((await charge()).status).toBe(201);
});

it('a caller that hangs up makes room', async () => {
  await listen({ maxInFlight: 1 });
  const hangUp = new AbortController();
  const waiting = charge('shop', { signal: hangUp.signal });
  waiting.catch(() => undefined);
  await untilArrived(1);

  hangUp.abort();

  await expect(waiting).rejects.toThrow();
  await eventually('there is room again', async () => expect((await get('/v1/charges')).status).toBe(200));
});

it('no new request while the heap is full', async () => {
  await listen({ maxInFlight: 10, maxHeapBytes: 1 });
  leave.resolve();
  await eventually('the heap counts as full', async () => expectTurnedAway(await charge(), 'not-stored'));
  expect((await get('/health/live')).status).toBe(200);
});

it('a key has four fifths of the room, and its next request is told so; other keys have the rest', async () => {
  await listen({ maxInFlight: 5 });
  const waiting = Array.from({ length: 4 }, () => charge('shop'));
  await untilArrived(4);

  await expectTurnedAway(await charge('shop'), 'too-many-requests', 429);
  await expectTurnedAway(await get('/v1/charges', 'shop'), 'too-many-requests', 429);
  waiting.push(charge('other'));
  await untilArrived(5);
  await expectTurnedAway(await charge('other'), 'not-stored');

  leave.resolve();
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
  expect((await charge('shop')).status).toBe(201);
});

it('webhooks, which have no key, leave room for those who have one', async () => {
  await listen({ maxInFlight: 5 });
  const report = () =>
    fetch(`${server.url}/webhooks/twilio/status`, { method: 'POST', body: new URLSearchParams({ a: '1' }) });
  const waiting = Array.from({ length: 4 }, report);
  await untilArrived(4);

  await expectTurnedAway(await report(), 'too-many-requests', 429);
  expect((await get('/v1/charges')).status).toBe(200);

  leave.resolve();
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([201, 201, 201, 201]);
});

describe('callers without a key', () => {
  const CONNECTIONS = 1_000;
  const trickle = (key: string, length: number) =>
    `POST /v1/charges HTTP/1.1\r\nHost: a\r\n${key}Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n{`;

  it('that trickle their bodies are refused at once, take no room, and lose their connections', async () => {
    await listen({ maxInFlight: 10 });
    leave.resolve();
    const sockets: Socket[] = [];
    let refused = 0;
    let closed = 0;
    for (let n = 0; n < CONNECTIONS; n++) {
      const key = n % 2 ? '' : 'Authorization: Bearer guess\r\n';
      const socket = openConnection(server.port, trickle(key, 500_000));
      socket.once('data', (chunk) => chunk.toString().startsWith('HTTP/1.1 401') && refused++);
      socket.once('close', () => closed++);
      sockets.push(socket);
    }
    // Not before the head of the request.
    const sending = () => sockets.filter((one) => one.bytesWritten > 0 && !one.destroyed);
    const drip = setInterval(() => sending().forEach((one) => one.write(' ')), 200);

    await eventually('all are refused', () => expect(refused).toBe(CONNECTIONS), 60_000);
    expect((await charge()).status).toBe(201);
    await eventually('all are closed', () => expect(closed).toBe(CONNECTIONS), 60_000);

    clearInterval(drip);
    expect((await charge()).status).toBe(201);
  });

  it('get their refusal although they still send, and no route sees them', async () => {
    await listen({ maxInFlight: 10 });
    const body = Buffer.alloc(8 * 1024 * 1024, ' ');
    const head = trickle('Connection: close\r\n', body.length + 1);

    const answers = await Promise.all(
      Array.from({ length: 20 }, async () =>
        answersIn(await exchange(server.port, Buffer.concat([Buffer.from(head), body]))),
      ),
    );

    expect(answers).toEqual(answers.map(() => [expect.objectContaining({ status: 401 })]));
    expect(arrived).toBe(0);
  });
});
