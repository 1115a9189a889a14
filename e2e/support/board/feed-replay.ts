import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import {
  contractOf,
  deadLetterTopic,
  topics,
  writersOf,
  type FeedData,
  type FeedEventName,
} from '@peaje/contracts';
import { SyntheticFeed } from './synthetic-feed.js';

const TICK_MS = 50;
const LOOK_MS = 2_000;
const COUNT_MS = 1_000;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** A running replay: the page at `url`, and the system that its feed tells of. */
export interface FeedReplay {
  readonly url: string;
  readonly feed: SyntheticFeed;
  /** Tells every state now, as the board does after a look. */
  look(): void;
  /** Ends the streams, as a board that stops. While it is away it answers 503. */
  away(isAway: boolean): void;
  close(): Promise<void>;
}

/** Serves the built page in `folder`, and a feed of so many charges a second, for as long as it is wanted. */
export async function replayFeed(folder: string, chargesPerSecond: number, port = 0): Promise<FeedReplay> {
  const feed = new SyntheticFeed(chargesPerSecond);
  const listeners = new Set<ServerResponse>();
  let isAway = false;
  let number = 0;

  const tell = <Name extends FeedEventName>(name: Name, data: FeedData<Name>, to = [...listeners]) => {
    const text = `id: synthetic-${number++}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const listener of to) listener.write(text);
  };
  const look = () => {
    const { deadLetters, ...states } = feed.states();
    for (const [name, data] of Object.entries(states)) tell(name as 'groups', data as FeedData<'groups'>);
    tell('dead-letters', deadLetters);
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://replay').pathname;
    if (path === '/events' && !isAway) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
      return tell('snapshot', feed.snapshot(), [response]);
    }
    if (isAway || path.startsWith('/v1/') || path === '/events') return answer(response, path, isAway);
    void file(response, folder, path);
  });
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  const timers = [
    setInterval(() => {
      for (const record of feed.charges((feed.chargesPerSecond * TICK_MS) / 1_000)) tell('record', record);
    }, TICK_MS),
    setInterval(look, LOOK_MS),
    setInterval(() => tell('counters', feed.states().counters), COUNT_MS),
  ];
  const end = () => listeners.forEach((listener) => listener.end());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    feed,
    look,
    away(nowAway) {
      isAway = nowAway;
      if (isAway) end();
    },
    async close() {
      timers.forEach(clearInterval);
      end();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function answer(response: ServerResponse, path: string, isAway: boolean): void {
  const found = isAway ? undefined : path === '/v1/topology' ? topology() : recordAt(path);
  const problem = { code: 'not-found', title: 'Not found', detail: `The replay has no ${path}.` };
  const status = isAway ? 503 : found === undefined ? 404 : 200;
  const type = found === undefined ? 'application/problem+json' : 'application/json';
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(found ?? problem));
}

function topology() {
  const groups = [...new Set(topics.flatMap((topic) => topic.groups))].sort();
  const writers = [...new Set(topics.flatMap((topic) => [...writersOf(topic)]))].sort();
  return {
    topics: topics.map((topic) => ({
      name: topic.name,
      key: topic.key,
      cleanup: topic.cleanup,
      types: Object.keys(topic.events),
      writers: writersOf(topic),
      groups: topic.groups,
      personal: topic.personal !== undefined,
      deadLetterTopics: topic.groups.map((group) => ({ name: deadLetterTopic(topic.name, group), group })),
    })),
    groups: groups.map((name) => ({
      name,
      service: name.split('-')[0],
      topics: topics.filter((topic) => topic.groups.includes(name)).map((topic) => topic.name),
    })),
    services: writers.map((name) => ({
      name,
      writes: topics.filter((topic) => [...writersOf(topic)].includes(name)).map((topic) => topic.name),
      groups: groups.filter((group) => group.split('-')[0] === name),
    })),
  };
}

function recordAt(path: string) {
  const [, topic, partition, offset] =
    /^\/v1\/records\/(.+):(\d+):(\d+)$/.exec(decodeURIComponent(path)) ?? [];
  if (topic === undefined || contractOf(topic) === undefined) return undefined;
  return {
    topic,
    partition: Number(partition),
    offset,
    recordedAt: new Date().toISOString(),
    key: 'acc_1',
    type: 'peaje.charge.requested.v1',
    headers: { ce_type: 'peaje.charge.requested.v1', ce_specversion: '1.0' },
    value: { chargeId: 'ch_1', amount: { value: '1990', currency: 'EUR' } },
    masked: null,
    undecodable: null,
  };
}

async function file(response: ServerResponse, folder: string, path: string): Promise<void> {
  const name =
    TYPES[extname(path)] === undefined ? 'index.html' : normalize(path).replace(/^(\.\.[/\\])+/, '');
  try {
    const bytes = await readFile(join(folder, name));
    response
      .writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' })
      .end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}
