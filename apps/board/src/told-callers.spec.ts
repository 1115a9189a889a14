import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BoardKeys } from './board-keys.js';
import type { ServiceDirectory } from './service-directory.js';
import { ToldCallers } from './told-callers.js';

const answer = (at: string) => ({ at, afterMs: 12, request: 'charge', httpStatus: 201, status: 'approved' });
const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

/** An instance of pos that tells these answers to the owner of the charge. */
async function instance(owner: string, items: readonly object[]): Promise<string> {
  const server = createServer((request, response) => {
    const isOwner = request.headers.authorization === `Bearer ${owner}`;
    response.writeHead(isOwner ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isOwner ? { items, nextCursor: null } : { code: 'not-found' }));
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const told = (urls: readonly string[], allowed = true) =>
  new ToldCallers(
    { urls: async () => new Map([['pos', urls]]) } as unknown as ServiceDirectory,
    { mayRead: () => ({ allowed, why: null }), of: (key: string) => key } as unknown as BoardKeys,
  ).about('01a204ef-4271-7bb5-9de3-dfcc51258005');

const EARLY = '2026-11-27T20:00:00.000Z';
const LATE = '2026-11-27T20:00:01.000Z';

it('asks each instance with each key, and gives the answers of all, the oldest first', async () => {
  const urls = [await instance('gate', [answer(LATE)]), await instance('gate', [answer(EARLY)])];
  expect((await told(urls)).map(({ at }) => at)).toEqual([EARLY, LATE]);
});

it('knows nothing of an instance that does not answer', async () => {
  const urls = ['http://127.0.0.1:9', await instance('till', [answer(EARLY)])];
  expect(await told(urls)).toEqual([answer(EARLY)]);
});

it('asks nobody without a key', async () => {
  expect(await told([await instance('till', [answer(EARLY)])], false)).toEqual([]);
});
