import { randomInt } from 'node:crypto';
import type { NoticeView, Page } from '@peaje/contracts';
import { AcceptedRequests } from './support/generated-requests/accepted-requests.js';
import { nameOf, routes, type Route } from './support/generated-requests/document.js';
import { footprint, unexplained, type Footprint } from './support/generated-requests/footprint.js';
import { writeReport } from './support/generated-requests/report.js';
import { runRoute, type RouteRun } from './support/generated-requests/run.js';
import { ask, read } from './support/http/http-client.js';

/** `npm run fuzz` sends 10 000 to each route, and writes a report. */
const COUNT = Number(process.env['PEAJE_FUZZ_REQUESTS'] ?? 60);
const SEED = Number(process.env['PEAJE_FUZZ_SEED'] ?? 20_261_122);

/** A verification reads whole chains, which other specs have made long. */
const A_ROUTE_MS = 240_000 + COUNT * 100;

/** Routes that make charges come before routes that name one; audit verifies its chains while they are short. */
const ORDER = [
  '/health',
  '/metrics',
  '/docs',
  '/v1/verifications',
  '/v1/notices',
  '/v1/reconciliation',
  '/webhooks',
  '/v1/accounts',
  '/v1/cards',
  '/v1/charges',
  '/v1/toll-passages',
  '/v1/cancellations',
];
const rankOf = ({ path }: Route): number =>
  ORDER.findIndex((start) => path.startsWith(start)) + 1 || ORDER.length + 1;
const inOrder = [...routes].sort((a, b) => rankOf(a) - rankOf(b) || a.path.length - b.path.length);

const accepted = new AcceptedRequests();
const runs = new Map<string, RouteRun>();
/** A stream without `since` has all that the stack has stored: most requests are for what came after this run began. */
const streams = { since: [new Date().toISOString()], chain: ['charges.requested/0', 'charges.decided/1'] };
const own = { token: [] as string[], accountId: [] as string[], ...streams };
/** A card is issued once, so most requested tokens must be new. */
const unissued = Array.from({ length: Math.max(20, COUNT / 20) }, () => `card-${randomInt(10 ** 12)}`);
const knownTo = ({ method, path }: Route) =>
  method === 'POST' && path === '/v1/cards' ? { ...own, token: [...own.token, ...unissued] } : own;
let before: Footprint;

/** Opens accounts and cards for this run alone: it may block and empty them. */
async function openOwn(product: string, balance: string | null): Promise<void> {
  const id = `${product}-${randomInt(10 ** 9)}`;
  const holder = {
    name: 'Generated',
    phone: `+3460${String(randomInt(10 ** 7)).padStart(7, '0')}`,
    language: 'es',
  };
  const post = async (path: string, body: unknown, headers = {}) => {
    const answer = await ask('debit', 'POST', path, { body, headers });
    expect({ path, status: answer.status }).toEqual({ path, status: 201 });
    return answer.json as { id: string };
  };
  await post('/v1/accounts', { id, holder });
  accepted.accounts.add(id);
  accepted.opened.add(id);
  await post('/v1/cards', { token: id, accountId: id, product, last4: '4242', expires: '2039-12' });
  accepted.cards.add(id);
  if (balance !== null) {
    const amount = { value: balance, currency: 'EUR' };
    const deposit = await post(`/v1/accounts/${id}/deposits`, { amount }, { 'idempotency-key': id });
    accepted.deposits.add(deposit.id);
  }
  own.token.push(id);
  own.accountId.push(id);
}

describe(`generated requests: ${COUNT} a route, PEAJE_FUZZ_SEED=${SEED}`, () => {
  beforeAll(async () => {
    before = await footprint();
    await openOwn('debit', '99999999999');
    await openOwn('credit', '99999999999');
    await openOwn('prepaid', '5000');
    await openOwn('debit', null);
    const { items } = (await read('sms', '/v1/notices?limit=20')) as Page<NoticeView>;
    for (const { id } of items) accepted.notices.add(id);
  }, 60_000);

  it.each(inOrder.map((route) => [nameOf(route), route] as const))(
    '%s: the service answers as documented, and without a server error',
    async (name, route) => {
      const run = await runRoute(route, { count: COUNT, seed: SEED, known: knownTo(route), accepted });
      runs.set(name, run);

      expect(run.failures.slice(0, 3).join('\n\n')).toBe('');
      expect(run.sent).toBe(COUNT);
    },
    A_ROUTE_MS,
  );

  it(
    'a refused request leaves no row and no record',
    async () => {
      expect((await unexplained(before, accepted)).slice(0, 20)).toEqual([]);
    },
    A_ROUTE_MS,
  );

  afterAll(() => {
    const report = process.env['PEAJE_FUZZ_REPORT'];
    if (report) writeReport(report, { seed: SEED, runs });
  });
});
