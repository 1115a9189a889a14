import { Controller, Get, Patch, Post } from '@nestjs/common';
import { Allow, CallerOf, Public } from './api-key.guard.js';
import type { Caller } from '../config/api-keys.js';
import { startServer, type TestServer } from './http-server.builders.js';

@Allow('merchant')
@Controller('v1/things')
class Things {
  @Get(':id')
  get(@CallerOf() caller: Caller): Caller {
    return caller;
  }

  @Allow('bank-operator')
  @Patch(':id')
  change(@CallerOf() caller: Caller): Caller {
    return caller;
  }

  @Public()
  @Get(':id/page')
  page(): object {
    return {};
  }
}

@Controller('v1/forgotten')
class Forgotten {
  @Post()
  add(): object {
    return {};
  }
}

let server: TestServer;
beforeAll(async () => {
  server = await startServer([Things, Forgotten]);
});
afterAll(() => server.app.close());

describe('a route and the key of its caller', () => {
  it.each<[string, string, string | undefined, number]>([
    ['GET', '/v1/things/1', 'Bearer shop', 200],
    ['HEAD', '/v1/things/1', 'Bearer shop', 200],
    ['GET', '/v1/things/1', 'Bearer bank', 403],
    ['HEAD', '/v1/things/1', 'Bearer bank', 403],
    ['PATCH', '/v1/things/1', 'Bearer bank', 200],
    ['PATCH', '/v1/things/1', 'Bearer shop', 403],
    ['GET', '/v1/things/1', undefined, 401],
    ['HEAD', '/v1/things/1', undefined, 401],
    ['GET', '/v1/things/1', 'Bearer nobody', 401],
    ['GET', '/v1/things/1', 'Basic shop', 401],
    ['GET', '/v1/things/1', 'Bearer', 401],
    ['GET', '/v1/things/1', 'Bearershop', 401],
    ['GET', '/v1/things/1', 'shop', 401],
    ['GET', '/v1/things/1', 'Bearer shop, Bearer bank', 401],
    ['GET', '/v1/things/1/page', undefined, 200],
    ['GET', '/v1/things/1/page', 'Bearer nobody', 200],
    ['POST', '/v1/forgotten', undefined, 401],
    ['POST', '/v1/forgotten', 'Bearer bank', 403],
  ])('%s %s as %j: %i', async (method, path, authorization, status) => {
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers: authorization ? { authorization } : {},
    });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null);
  });

  it('the route knows its caller', async () => {
    const answer = await fetch(`${server.url}/v1/things/1`, { headers: { authorization: 'Bearer shop' } });
    expect(await answer.json()).toEqual({ role: 'merchant', id: 'm_shop' });
  });
});
