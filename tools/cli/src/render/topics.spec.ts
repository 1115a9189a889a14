import { stripVTControlCharacters } from 'node:util';
import type { Printable } from './printable.js';
import { topicsText, topicText } from './topics.js';

const plain = (text: Printable): string[] => stripVTControlCharacters(text.toString()).split('\n');

it('topics fit 60 columns: dead letters stand below their topic', () => {
  const topic = {
    partitions: 4,
    replicas: 3,
    inSync: 3,
    leaderless: 0,
    cleanup: 'delete',
    retentionMs: null,
  };
  const views = ['operations.performed', 'passages.requested', 'passages.requested.debit-passages.dlq'].map(
    (name) => ({ ...topic, topic: name, records: 1_234_567 }),
  );
  const lines = plain(
    topicsText([...views, { ...topic, topic: 'cards', cleanup: 'compact', records: 5 }], 60),
  );
  expect(lines).toEqual([
    'topic                  parts  in sync  kept      records',
    'operations.performed       4  3 of 3   for ever  1234567',
    'passages.requested         4  3 of 3   for ever  1234567',
    '  .debit-passages.dlq      4  3 of 3   for ever  1234567',
    'cards                      4  3 of 3   newest        ≤ 5',
  ]);
});

it('one topic, partition by partition', () => {
  const view = {
    ...{ topic: 'course.messages', partitions: 2, replicas: 3, inSync: 2, leaderless: 1 },
    ...{ cleanup: 'delete', retentionMs: null, records: 3 },
  };
  const replicas = [1, 2, 3];
  expect(
    plain(
      topicText(view, [
        { partition: 0, leader: 2, replicas, inSync: [1, 2, 3], first: 0, last: 2 },
        { partition: 1, leader: null, replicas, inSync: [1], first: 0, last: null },
      ]),
    ),
  ).toEqual([
    'course.messages',
    '2 partitions, 3 replicas of each, kept: for ever',
    '',
    'partition  leader    replicas  in sync  first  last',
    '        0  broker 2  1 2 3     1 2 3        0     2',
    '        1  none      1 2 3     1            0     –',
  ]);
});

it('topics, their replicas in sync and their retention', () => {
  const topic = { topic: 't', partitions: 4, replicas: 3, inSync: 2, leaderless: 0, retentionMs: null };
  const lines = plain(
    topicsText([
      { ...topic, cleanup: 'delete', records: 12 },
      { ...topic, cleanup: 'compact', records: 5 },
      { ...topic, cleanup: 'delete', retentionMs: 604_800_000, leaderless: 1, records: 0 },
    ]),
  );
  expect(lines[1]).toMatch(/^t +4 +3 +2  for ever +12$/);
  expect(lines[2]).toMatch(/newest of each key +≤ 5$/);
  expect(lines[3]).toMatch(/1 without leader  7 days +0$/);
});
