import { runningBoard, type RunningBoard } from './running-board.builders.js';

let board: RunningBoard;
runningBoard((running) => {
  board = running;
});

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${board.url}${path}`, { method, headers, redirect: 'manual' });

async function assets(): Promise<readonly string[]> {
  const html = await (await get('/')).text();
  return [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
}

it.each([
  '/',
  '/charges/01a204ef-4271-7bb5-9de3-dfcc51258005',
  '/kafka',
  '/kafka/dead-letters',
  '/kafka/records/charges.requested:2:118',
  '/log?lang=es',
])('a link to %s shows the page', async (path) => {
  const answer = await get(path, { 'sec-fetch-site': 'cross-site' });
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    'content-security-policy':
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  });
  expect(await answer.text()).toContain('<div id="root">');
});

it('its files are kept for ever, and come as small as the browser takes them', async () => {
  const paths = await assets();
  expect(paths.some((path) => path.endsWith('.js'))).toBe(true);
  for (const path of paths) {
    const sizes: number[] = [];
    for (const coding of ['br', 'gzip', 'identity']) {
      const answer = await get(path, { 'accept-encoding': coding });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(answer.headers.get('vary')).toBe('accept-encoding');
      expect(answer.headers.get('content-encoding') ?? 'identity').toBe(coding);
      expect(answer.headers.get('content-type')).toMatch(/^text\/(javascript|css); charset=utf-8$/);
      sizes.push(Number(answer.headers.get('content-length')));
    }
    const [brotli, gzip, plain] = sizes as [number, number, number];
    expect(brotli).toBeLessThan(plain);
    expect(gzip).toBeLessThan(plain);
    if (plain > 10_000) expect(brotli).toBeLessThan(plain / 2);
  }
});

it('the first view has at most 250 kB of JavaScript and styles, as they go over the line', async () => {
  const sizes = (await assets()).map(async (path) => {
    const answer = await get(path, { 'accept-encoding': 'gzip' }, 'HEAD');
    expect(answer.status).toBe(200);
    return Number(answer.headers.get('content-length'));
  });
  const sum = (await Promise.all(sizes)).reduce((total, size) => total + size, 0);
  expect(sum).toBeGreaterThan(10_000);
  expect(sum).toBeLessThan(250_000);
});

it('has an icon, and the routes are where they were', async () => {
  expect((await get('/favicon.svg')).headers.get('content-type')).toBe('image/svg+xml');
  expect((await get('/docs')).status).toBe(200);
  expect((await get('/problems/not-found')).status).toBe(200);
});

it.each(['/assets/none.js', '/assets/..%2f..%2fpackage.json', '/assets/index.html.br', '/none', '/assets/'])(
  '%s is nothing',
  async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.headers.get('cache-control') ?? '').not.toContain('immutable');
  },
);

it('answers other methods as every route does', async () => {
  for (const path of ['/', '/kafka', '/assets/index.js']) {
    const refused = await get(path, {}, 'POST');
    expect(refused.status).toBe(405);
    expect(refused.headers.get('allow')).toContain('GET');
  }
  const head = await get('/', {}, 'HEAD');
  expect(head.status).toBe(200);
  expect(await head.text()).toBe('');
});
