import { Body, Controller, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Public } from './api-key.guard.js';
import { startServer } from './http-server.builders.js';

@Public()
@Controller('v1/charges')
class Echo {
  @Post()
  echo(@Body() body: unknown): unknown {
    return { body };
  }

  @Post(':id/cancellation')
  cancel(): object {
    return {};
  }
}

describe('what never reaches a route', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    ({ app } = await startServer([Echo]));
  });
  afterAll(() => app.close());

  const post = (url: string, type: string, payload = '{}') =>
    app.inject({ method: 'POST', url, payload, headers: { 'content-type': type } });

  it.each([
    ['an address that cannot be decoded', '/v1/charges/%/cancellation', 'application/json', 400],
    ['a NUL in it', '/v1/charges/a%00b/cancellation', 'application/json', 400],
    ['a NUL in its query', '/v1/charges?cursor=%00', 'application/json', 400],
    ['a form where the contract says JSON', '/v1/charges', 'application/x-www-form-urlencoded', 415],
    ['lines where the contract says JSON', '/v1/charges', 'application/x-ndjson', 415],
    ['no type at all', '/v1/charges', '', 415],
    ['no such route', '/v2', 'application/json', 404],
  ])('%s is a problem', async (_name, url, type, status) => {
    const answer = await post(url, type);

    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json\b/);
    expect(answer.json()).toMatchObject({ status, code: expect.any(String) });
  });

  it('what the contract names passes, with its parameters', async () => {
    expect((await post('/v1/charges', 'application/json; charset=utf-8', '{"a":1}')).json()).toEqual({
      body: { a: 1 },
    });
  });
});
