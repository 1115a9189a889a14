import { once } from 'node:events';
import { connect } from 'node:net';
import { KafkaClient } from '@peaje/messaging';
import { eventually, TestKafka, urlOf } from '@peaje/testing';
import type { FeedStream } from './feed-stream.js';
import { Feed } from './feed.js';
import type { Reading, ReadingDeps } from './reading.js';
import { charge, runningBoard, type RunningBoard } from './running-board.builders.js';

let board: RunningBoard;
const kafka = new TestKafka();
runningBoard(async (running) => {
  board = running;
  await kafka.connect();
});
afterAll(() => kafka.disconnect());

/** Events of a size that no record has, so that few of them fill every buffer on the way. */
interface OpenFeed {
  readonly reading: Pick<Reading, 'ring'> & { readonly deps: ReadingDeps };
  readonly streams: ReadonlySet<FeedStream>;
}

const numberOf = (id: string): number => Number(id.split('-')[1]);

it('tells a new listener everything, and then what happens: a charge is told, and counted', async () => {
  const listener = await board.reading();
  expect(listener.events[0]?.name).toBe('snapshot');
  const id = await charge();
  await listener.until('both records of the charge are told', () =>
    expect(
      listener
        .recordsOf(id)
        .map(({ topic, charge: told }) => [topic, told?.status])
        .sort(),
    ).toEqual([
      ['charges.decided', 'approved'],
      ['charges.requested', 'requested'],
    ]),
  );
  await listener.until('it is counted', () => {
    const counters = listener.of('counters').at(-1)!;
    expect(counters.accepted).toBeGreaterThan(0);
    expect(counters.decided).toBe(counters.accepted);
    expect(counters.lost).toBe(0);
  });
  await listener.until('groups, brokers, partitions, services and dead letters are told', () => {
    const debit = listener
      .of('groups')
      .at(-1)!
      .items.find(({ group }) => group === 'debit')!;
    expect(debit.members.map(({ client }) => client)).toContain('debit-1');
    expect(debit.partitions.every(({ member }) => member !== null)).toBe(true);
    const brokers = listener.of('brokers').at(-1)!;
    expect(brokers.items.every(({ up }) => up)).toBe(true);
    expect(brokers.items.map((one) => one.id)).toContain(brokers.controller);
    const requested = listener
      .of('partitions')
      .at(-1)!
      .items.filter(({ topic }) => topic === 'charges.requested');
    expect(requested).toHaveLength(4);
    expect(requested.every(({ end, inSync }) => end !== null && inSync.length > 0)).toBe(true);
    const services = listener.of('services').at(-1)!.items;
    expect(services.find(({ service }) => service === 'sms')?.instances[0]?.state).toBe('ready');
    expect(
      listener
        .of('dead-letters')
        .at(-1)!
        .items.map(({ service }) => service),
    ).toContain('debit');
  });
}, 120_000);

it('a listener whose connection broke goes on behind its last event and misses none', async () => {
  const first = await board.reading();
  const before = await charge();
  await first.until('it is told', () => expect(first.recordsOf(before)).toHaveLength(2));
  await first.drop();
  const missed = [await charge(), await charge(), await charge()];

  const again = board.listen(first.lastId);
  await again.until('what happened in between is told', () => {
    for (const id of missed) expect(again.recordsOf(id)).toHaveLength(2);
  });
  expect(again.of('snapshot')).toEqual([]);
  expect(again.of('resync')).toEqual([]);
  const numbers = again.events.map(({ id }) => numberOf(id));
  const from = numberOf(first.lastId) + 1;
  expect(numbers).toEqual(numbers.map((_, i) => from + i));
}, 120_000);

it.each([
  ['of another epoch', 'other-epoch', () => 'abc123-7'],
  ['that it never had', 'too-old', (id: string) => id.replace(/-.*/, '-999999999')],
  ['that is none', 'not-an-id', () => 'yesterday'],
])(
  'an id %s begins with resync, which has everything',
  async (_, reason, idFrom) => {
    const first = await board.reading();
    const again = board.listen(idFrom(first.lastId));
    await again.until('it is told', () => expect(again.events[0]).toBeDefined());
    expect(again.events[0]?.name).toBe('resync');
    expect(again.of('resync')[0]).toMatchObject({ reason, reading: { state: 'reading' } });
  },
  60_000,
);

it('a listener that takes nothing is cut off, the others go on, and it begins again with resync', async () => {
  const other = await board.reading();
  const { port, hostname } = new URL(board.url);
  const slow = connect(Number(port), hostname);
  await once(slow, 'connect');
  slow.write(`GET /events HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
  const [head] = (await once(slow, 'data')) as [Buffer];
  slow.pause();
  const id = /^id: (.*)$/m.exec(head.toString())![1]!;

  const feed = board.app.get(Feed) as unknown as OpenFeed;
  const { ring, deps } = feed.reading;
  const state = other.of('snapshot')[0]!.sampled;
  const filler = 'x'.repeat(100_000);
  const closed = once(slow, 'close');
  let most = 0;
  for (let round = 0; round < 60; round++) {
    for (let i = 0; i < 10; i++)
      ring.append(
        (number) =>
          `id: ${id.split('-')[0]}-${number}\nevent: sampled\ndata: ${JSON.stringify(state)}\n: ${filler}\n\n`,
      );
    deps.onEvents();
    most = Math.max(most, ...[...feed.streams].map(({ readableLength }) => readableLength));
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  await charge();
  slow.resume();
  slow.on('error', () => undefined);
  await closed;
  expect(most).toBeLessThan(1_000_000);

  const again = board.listen(id);
  await again.until('it begins anew', () => expect(again.of('resync')[0]?.reason).toBe('too-old'));
  const last = await charge();
  await other.until('the other one goes on', () => expect(other.recordsOf(last)).toHaveLength(2));
}, 120_000);

it('reads in a group like any other, never what is personal; without listeners the group is gone', async () => {
  const listener = await board.reading();
  const { group } = listener.of('snapshot')[0]!.reading;
  const [described] = await board.app.get(KafkaClient).describeGroups([group]);
  const { assignment } = described!.members[0]!;
  expect(Object.keys(assignment)).toEqual(
    expect.arrayContaining(['charges.requested', 'cards', 'charges.decided.sms.dlq']),
  );
  expect(Object.keys(assignment).filter((topic) => topic.startsWith('holders'))).toEqual([]);

  const id = `acc-${crypto.randomUUID()}`;
  const holder = { name: 'Nobody Shows', phone: '+34600000000', language: 'es' };
  const opened = await fetch(`${urlOf('debit')}/v1/accounts`, {
    method: 'POST',
    headers: { authorization: 'Bearer demo_bank', 'content-type': 'application/json' },
    body: JSON.stringify({ id, holder }),
  });
  expect(opened.status).toBe(201);
  const later = await charge();
  await listener.until('later records are told', () => expect(listener.recordsOf(later)).toHaveLength(2));
  expect(JSON.stringify(listener.events)).not.toContain('Nobody Shows');
  expect(listener.of('record').filter(({ topic }) => topic.startsWith('holders'))).toEqual([]);
  expect(await board.get('/v1/records/holders:0:0')).toMatchObject({
    status: 403,
    body: { code: 'forbidden' },
  });

  await listener.drop();
  await eventually(
    'the group is gone',
    async () => {
      const { groups } = await kafka.admin.listGroups();
      expect(groups.filter(({ groupId }) => groupId === group)).toEqual([]);
    },
    30_000,
  );
  const next = await board.reading();
  expect(next.of('snapshot')[0]!.reading.group).not.toBe(group);
}, 120_000);
