import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { allItems, firstItems } from './pages.js';
import { Service } from './service.js';

const LENGTH = 450;
const MOST = 200;

describe('the items of a list', () => {
  let server: Server;
  let asked: string[];

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      const { searchParams } = new URL(request.url!, 'http://localhost');
      asked.push(String(searchParams));
      const from = Number(searchParams.get('cursor') ?? 0);
      const to = Math.min(from + Math.min(Number(searchParams.get('limit')), MOST), LENGTH);
      const items = Array.from({ length: to - from }, (_, i) => from + i);
      response.end(JSON.stringify({ items, nextCursor: to < LENGTH ? String(to) : null }));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  const service = () =>
    new Service('sms', `http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'key');

  it('are asked for page by page', async () => {
    expect(await allItems(service(), z.number(), '/list', { status: 'sent' })).toHaveLength(LENGTH);
    expect(asked).toEqual([
      'status=sent&limit=200',
      'status=sent&limit=200&cursor=200',
      'status=sent&limit=200&cursor=400',
    ]);
  });

  it('the first five are one question for five', async () => {
    expect(await firstItems(service(), z.number(), '/list', { order: 'newest' }, 5)).toEqual({
      items: [0, 1, 2, 3, 4],
      hasMore: true,
    });
    expect(asked).toEqual(['order=newest&limit=5']);
  });

  it('more than a page are two questions, the second for the rest', async () => {
    const { items, hasMore } = await firstItems(service(), z.number(), '/list', {}, 250);
    expect({ count: items.length, hasMore, asked }).toEqual({
      count: 250,
      hasMore: true,
      asked: ['limit=200', 'limit=50&cursor=200'],
    });
  });

  it('are all there when the list is shorter', async () => {
    expect(await firstItems(service(), z.number(), '/list', {}, 1_000)).toMatchObject({ hasMore: false });
  });

  it('in another form are no words of a schema library', async () => {
    await expect(firstItems(service(), z.string(), '/list', {}, 1)).rejects.toMatchObject({
      exitCode: 1,
      message: 'sms answers /list in another form than peaje reads.',
    });
  });
});
