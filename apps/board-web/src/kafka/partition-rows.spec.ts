import { aGroup, aPartition, aRecord } from '../feed/feed.builders.js';
import { rowsByTopic, sharesOf, spanOf } from './partition-rows.js';
import { markOf } from './record-mark.js';

const rowOf = (parts: Partial<Parameters<typeof rowsByTopic>[0]>) =>
  rowsByTopic({ partitions: { items: [aPartition()] }, groups: null, records: [], ...parts }).get(
    'charges.requested',
  )![0]!;

describe('the rows of the Kafka view', () => {
  it('puts records and groups into the row of their partition', () => {
    const groups = { items: [aGroup({ 'debit-1': [0, 1] })] };
    const records = [aRecord(410), aRecord(3, { partition: 0 }), aRecord(411)];
    expect(rowOf({ groups, records })).toMatchObject({
      name: 'charges.requested-1',
      end: 412,
      records: [{ offset: '410' }, { offset: '411' }],
      carets: [{ group: 'debit', committed: 400, lag: 12, rebalancing: false }],
    });
  });

  it('ends behind the last record told, when the board has not told the end since', () => {
    expect(rowOf({ records: [aRecord(500)] }).end).toBe(501);
    expect(rowOf({ partitions: { items: [aPartition({ end: null })] } }).end).toBeNull();
  });

  it('says of each group whether Kafka shares its partitions anew', () => {
    const groups = { items: [aGroup({ 'debit-1': [1] }, { state: 'PreparingRebalance' })] };
    expect(rowOf({ groups }).carets[0]?.rebalancing).toBe(true);
  });

  it('reaches back to the oldest record and to the group furthest behind, in few steps', () => {
    expect(spanOf([rowOf({})])).toBe(24);
    expect(spanOf([rowOf({ records: [aRecord(380), aRecord(411)] })])).toBe(60);
    expect(spanOf([rowOf({ groups: { items: [aGroup({ 'debit-1': [1] })] } })])).toBe(24);
    expect(
      spanOf([rowOf({ partitions: { items: [aPartition({ end: '100000' })] }, records: [aRecord(1)] })]),
    ).toBe(6_000);
  });

  it('says which partitions a member owns', () => {
    const owned = [2, 0].map((partition) => ({ topic: 'cards', partition }));
    expect(sharesOf([...owned, { topic: 'holders', partition: 1 }])).toEqual([
      { topic: 'cards', numbers: '0, 2' },
      { topic: 'holders', numbers: '1' },
    ]);
  });

  it('marks a record by what happened to its charge, and every dead letter as dead', () => {
    const charge = {
      id: 'ch_1',
      kind: 'shop',
      amount: { value: '1', currency: 'EUR' },
      merchantId: 'm',
    } as const;
    expect(markOf(aRecord(1))).toBe('other');
    expect(markOf(aRecord(1, { charge: { ...charge, status: 'reversed' } }))).toBe('cancelled');
    expect(
      markOf(aRecord(1, { topic: 'charges.decided.sms.dlq', charge: { ...charge, status: 'approved' } })),
    ).toBe('dead');
  });
});
