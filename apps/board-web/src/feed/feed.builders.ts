import type { FeedData } from '@peaje/contracts';
import { nothingYet, type FeedRecord, type FeedState, type Group, type Partition } from './state.js';

export const NOW = '2026-11-27T12:04:31.000Z';
export const NOW_MS = Date.parse(NOW);

export const aRecord = (offset: number, changes: Partial<FeedRecord> = {}): FeedRecord => ({
  topic: 'charges.requested',
  partition: 1,
  offset: String(offset),
  key: 'ch_1',
  type: 'peaje.charge.requested.v1',
  id: `ch_1:${offset}`,
  time: NOW,
  recordedAt: NOW,
  charge: null,
  ...changes,
});

export const aPartition = (changes: Partial<Partition> = {}): Partition => ({
  topic: 'charges.requested',
  partition: 1,
  end: '412',
  leader: 2,
  replicas: [1, 2, 3],
  inSync: [1, 2, 3],
  ...changes,
});

/** Members share the partitions 0 … of `charges.requested` as the numbers say. */
export function aGroup(
  shares: Readonly<Record<string, readonly number[]>>,
  changes: Partial<Group> = {},
): Group {
  const state = changes.state ?? 'Stable';
  const members = Object.entries(shares).map(([client, owned]) => ({
    id: `${client}-id`,
    client,
    partitions: owned.map((partition) => ({ topic: 'charges.requested', partition })),
    idle: state === 'Stable' && owned.length === 0,
  }));
  const partitions = members.flatMap(({ id, partitions: owned }) =>
    owned.map((one) => ({ ...one, committed: '400', lag: 12, member: id })),
  );
  return { group: 'debit', service: 'debit', state, members, lag: 24, partitions, ...changes };
}

export const someBrokers = (up: readonly number[], controller = 1): FeedData<'brokers'> => ({
  controller,
  items: [1, 2, 3].map((id) => ({ id, up: up.includes(id), leads: 1, replicas: 3, inSync: 3 })),
});

export const someCounters = (changes: Partial<FeedData<'counters'>> = {}): FeedData<'counters'> => ({
  since: NOW,
  accepted: 412,
  decided: 412,
  lost: 0,
  lostAfterSeconds: 60,
  texts: 3,
  records: 900,
  ...changes,
});

export const aService = (
  state: 'ready' | 'not-ready' | 'silent',
  changes: { readonly detail?: string; readonly retrying?: number; readonly unreadable?: number } = {},
): FeedData<'services'> => {
  const { detail = null, retrying = 0, unreadable = 0 } = changes;
  const groups = [{ group: 'sms', inGroup: true, lag: 0, retrying, unreadable }];
  return {
    items: [{ service: 'sms', instances: [{ url: 'http://127.0.0.1:3003', state, detail, groups }] }],
  };
};

/** The parked keys of sms: their first dead letters have these ids. */
export const deadLettersOf = (
  ids: readonly string[],
  known = true,
  records = ids.length,
): FeedData<'dead-letters'> => {
  const heads = ids.map((id) => ({
    id,
    topic: 'charges.decided',
    key: 'ch_1',
    code: 'unknown-charge',
    attempts: 1,
    waiting: 0,
  }));
  return { items: [{ service: 'sms', known, keys: ids.length, records, more: false, heads }] };
};

export const aSnapshot = (changes: Partial<FeedData<'snapshot'>> = {}): FeedData<'snapshot'> => ({
  epoch: 'e1',
  at: NOW,
  reading: { state: 'reading', since: NOW, group: 'board.1.e1' },
  partitions: { items: [aPartition()] },
  groups: { items: [aGroup({ 'debit-1': [0], 'debit-2': [1] })] },
  brokers: someBrokers([1, 2, 3]),
  services: aService('ready'),
  deadLetters: deadLettersOf([]),
  counters: someCounters(),
  sampled: { oneIn: 1, since: NOW },
  records: [aRecord(411)],
  ...changes,
});

export function aState(changes: Partial<FeedState> = {}): FeedState {
  const { epoch: _, at: __, ...known } = aSnapshot();
  return { ...nothingYet(NOW_MS), connection: { state: 'live', since: NOW_MS }, ...known, ...changes };
}
