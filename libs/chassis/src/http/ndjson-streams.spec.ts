import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { Controller, Get, Inject, Logger, type StreamableFile } from '@nestjs/common';
import { eventually } from '@peaje/testing';
import { Allow } from './api-key.guard.js';
import { startServer, type TestServer } from './http-server.builders.js';
import { NdjsonStreams } from './ndjson-streams.js';

const PAGE = Array.from({ length: 1_000 }, (_, n) => ({ id: String(n), filler: 'x'.repeat(300) }));

/** The pages of the next answer, and what became of their reading. */
let source: () => AsyncGenerator<readonly object[], void, void>;
let pagesRead = 0;
let ended = false;

async function* pages(count: number, fault?: Error): AsyncGenerator<readonly object[], void, void> {
  try {
    for (let n = 0; n < count; n++) {
      pagesRead++;
      yield PAGE;
    }
    if (fault) throw fault;
  } finally {
    ended = true;
  }
}

@Allow('bank-operator')
@Controller('v1')
class Lines {
  constructor(@Inject(NdjsonStreams) private readonly streams: NdjsonStreams) {}

  @Get('lines')
  lines(): Promise<StreamableFile> {
    return this.streams.of(source());
  }

  @Get('other')
  other(): object {
    return {};
  }
}

describe('an answer of lines', () => {
  let server: TestServer;
  const errors: unknown[] = [];

  beforeEach(async () => {
    errors.length = pagesRead = 0;
    ended = false;
    server = await startServer([Lines], { maxInFlight: 4 });
    const log = () => undefined;
    Logger.overrideLogger({ log, warn: log, error: (error) => void errors.push(error) });
  });
  afterEach(() => server.app.close());

  const headers = { authorization: 'Bearer bank' };
  const ask = async (method = 'GET', path = '/v1/lines'): Promise<IncomingMessage> => {
    const request = get(`${server.url}${path}`, { method, headers });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    return answer;
  };

  it('is whole and in order', async () => {
    source = () => pages(5);
    const answer = await ask();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('application/x-ndjson');
    const lines = (await text(answer)).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual(Array(5).fill(PAGE).flat());
  });

  it('without lines is 200 and empty', async () => {
    source = () => pages(0);
    const answer = await ask();
    expect([answer.statusCode, await text(answer)]).toEqual([200, '']);
    expect(answer.headers['content-type']).toBe('application/x-ndjson');
  });

  it('that fails before its first line is a problem', async () => {
    source = () => pages(0, Object.assign(new Error('the database is away'), { code: 'ECONNREFUSED' }));
    const answer = await ask();
    expect(answer.statusCode).toBe(503);
    expect(JSON.parse(await text(answer))).toMatchObject({ code: 'not-ready' });
  });

  it('that fails in the middle breaks the connection, and the fault is logged', async () => {
    const fault = new Error('the database is away');
    source = () => pages(3, fault);
    const answer = await ask();
    expect(answer.statusCode).toBe(200);
    await expect(text(answer)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(answer.complete).toBe(false);
    expect(errors).toEqual([fault]);
  });

  it('waits for a reader that does not read: a few pages are read, however many there are', async () => {
    source = () => pages(10_000);
    const answer = await ask();
    // The key has room for other calls meanwhile.
    for (let call = 0; call < 50; call++) expect((await ask('GET', '/v1/other')).statusCode).toBe(200);
    expect(pagesRead).toBeLessThan(40);
    answer.destroy();
    await eventually('the reading ends', () => expect(ended).toBe(true));
  });

  it('whose reader goes away ends its reading, and nothing is logged', async () => {
    source = () => pages(10_000);
    const answer = await ask();
    await once(answer, 'data');
    answer.destroy();
    await eventually('the reading ends', () => expect(ended).toBe(true));
    expect(pagesRead).toBeLessThan(40);
    expect(errors).toEqual([]);
  });

  it('does not hold the end of the service up: the connection breaks, and the reading ends', async () => {
    source = () => pages(10_000);
    const answer = await ask();
    const reading = text(answer);
    await server.app.close();
    await expect(reading).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(ended).toBe(true);
  });

  it('of which only the head is wanted reads one page', async () => {
    source = () => pages(10_000);
    const answer = await ask('HEAD');
    expect([answer.statusCode, await text(answer)]).toEqual([200, '']);
    await eventually('the reading ends', () => expect(ended).toBe(true));
    expect(pagesRead).toBe(1);
  });
});
