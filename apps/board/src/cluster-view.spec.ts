import { feedEvents } from '@peaje/contracts';
import { brokersView, groupView, offsetsByName, partitionsView } from './cluster-view.js';

const at = (topic: string, partition: number, offset: bigint) => ({ topic, partition, offset });
const cluster = {
  brokers: [1, 3],
  controller: 3,
  partitions: [
    { topic: '__consumer_offsets', partition: 0, leader: 1, replicas: [1, 2, 3], inSync: [1, 3] },
    { topic: 'charges.requested', partition: 1, leader: null, replicas: [2, 3, 1], inSync: [2] },
    { topic: 'charges.requested', partition: 0, leader: 3, replicas: [3, 1, 2], inSync: [3, 1] },
  ],
};
const ends = offsetsByName([at('charges.requested', 0, 20n), at('charges.requested', 1, 30n)]);

it('a broker with replicas that is not in the cluster is down', () => {
  expect(feedEvents.brokers.parse(brokersView(cluster))).toEqual({
    controller: 3,
    items: [
      { id: 1, up: true, leads: 1, replicas: 3, inSync: 2 },
      { id: 2, up: false, leads: 0, replicas: 3, inSync: 1 },
      { id: 3, up: true, leads: 1, replicas: 3, inSync: 2 },
    ],
  });
});

it('partitions come in order, without those of Kafka itself', () => {
  const { items } = feedEvents.partitions.parse(partitionsView(cluster, ends));
  expect(items.map(({ partition, leader, end }) => [partition, leader, end])).toEqual([
    [0, 3, '20'],
    [1, null, '30'],
  ]);
});

const member = (id: string, client: string, partitions: number[]) => ({
  id,
  client,
  assignment: (partitions.length > 0 ? { 'charges.requested': partitions } : {}) as Record<string, number[]>,
});
const committed = [at('charges.requested', 0, 15n), at('charges.requested', 1, 31n)];

it('a group has its members, their partitions and its lag; a member without partitions is idle', () => {
  const members = [member('x', 'debit-1', [0, 1]), member('y', 'debit-2', [])];
  const view = groupView({ group: 'debit', state: 'Stable', members }, 'debit', committed, ends);
  feedEvents.groups.parse({ items: [view] });
  expect(view.members.map(({ client, idle }) => [client, idle])).toEqual([
    ['debit-1', false],
    ['debit-2', true],
  ]);
  expect(view.partitions).toEqual([
    { topic: 'charges.requested', partition: 0, committed: '15', lag: 5, member: 'x' },
    { topic: 'charges.requested', partition: 1, committed: '31', lag: 0, member: 'x' },
  ]);
  expect(view.lag).toBe(5);
});

it('while a group rebalances, nobody is idle', () => {
  const members = [member('y', 'debit-2', [])];
  const view = groupView({ group: 'debit', state: 'PreparingRebalance', members }, 'debit', committed, ends);
  expect(view.members[0]?.idle).toBe(false);
});

it('the lag of a group that reads what the board does not read is not known', () => {
  const view = groupView({ group: 'sms', state: 'Empty', members: [] }, 'sms', [at('holders', 0, 4n)], ends);
  expect([view.lag, view.partitions[0]?.lag]).toEqual([null, null]);
});
