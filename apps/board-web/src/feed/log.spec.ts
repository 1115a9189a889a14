import i18next from 'i18next';
import { logWords as log } from '../words/log.js';
import {
  aGroup,
  aPartition,
  aService,
  aState,
  deadLettersOf,
  NOW,
  NOW_MS,
  someBrokers,
  someCounters,
} from './feed.builders.js';
import { linesOf } from './log.js';
import type { FeedState } from './state.js';

const words = i18next.createInstance();
beforeAll(() =>
  words.init({
    lng: 'en',
    resources: { en: { translation: { log: log.en } }, es: { translation: { log: log.es } } },
    interpolation: { escapeValue: false },
  }),
);

/** The lines between two states, as the page says them. */
const said = (before: Partial<FeedState>, after: Partial<FeedState>, lng = 'en') =>
  linesOf(aState(before), aState(after)).map(({ words: { key, values } }) =>
    words.t(key as never, { ...values, lng }),
  );

const inSync = (id: number, inSync: number[], leader: number | null = 2) =>
  aPartition({ partition: id, inSync, leader });

describe('the log in plain words', () => {
  it('says that a broker stops and comes back, and who is the controller', () => {
    const [all, two] = [{ brokers: someBrokers([1, 2, 3]) }, { brokers: someBrokers([1, 3], 3) }];
    expect(said(all, two)).toEqual(['broker 2 stopped answering', 'broker 3 is the controller now']);
    expect(said(two, { brokers: someBrokers([1, 2, 3], 3) })).toEqual(['broker 2 answers again']);
    expect(said(all, two, 'es')[0]).toBe('el broker 2 dejó de responder');
  });

  it('says which broker a partition elected, and that nothing was lost', () => {
    const after = { partitions: { items: [aPartition({ leader: 3 })] } };
    expect(said({}, after)).toEqual([
      'partition charges.requested-1 elected broker 3; nothing was lost (412 accepted, 412 decided)',
    ]);
    expect(said({}, { ...after, counters: null })).toEqual([
      'partition charges.requested-1 elected broker 3',
    ]);
    expect(
      said(
        { counters: someCounters({ decided: 410 }) },
        { ...after, counters: someCounters({ decided: 410 }) },
      ),
    ).toEqual([
      'partition charges.requested-1 elected broker 3; 2 charges wait for their decision (412 accepted, 410 decided)',
    ]);
  });

  it.each([
    [{}, 'good'],
    [{ decided: 410 }, 'plain'],
    [{ decided: 410, lost: 1 }, 'warn'],
  ])('an election while the charges stand at %j is %s', (changes, tone) => {
    const counters = someCounters(changes);
    const after = { partitions: { items: [aPartition({ leader: 3 })] }, counters };
    expect(linesOf(aState({ counters }), aState(after)).map((line) => line.tone)).toEqual([tone]);
  });

  it('says that a partition has no leader', () => {
    expect(said({}, { partitions: { items: [aPartition({ leader: null })] } })).toEqual([
      'partition charges.requested-1 has no leader: nobody can write or read it',
    ]);
  });

  it('names three elections at once, those of charges first, and counts the others', () => {
    const items = ['audit.recorded', 'charges.decided', 'charges.requested', 'a.dlq', 'b.dlq'].map((topic) =>
      aPartition({ topic }),
    );
    const after = items.map((one) => ({ ...one, leader: 1 }));
    const lines = said({ partitions: { items } }, { partitions: { items: after } });
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^partition charges\.decided-1 elected broker 1/);
    expect(lines[3]).toBe('2 more partitions have another leader');
  });

  it('says when an in-sync set shrinks and grows, with one line a broker', () => {
    const [whole, less] = [{ items: [inSync(1, [1, 2, 3])] }, { items: [inSync(1, [1, 2])] }];
    expect(said({ partitions: whole }, { partitions: less })).toEqual([
      'the replica of broker 3 fell behind in charges.requested-1; in sync: 1, 2',
    ]);
    expect(said({ partitions: less }, { partitions: whole })).toEqual([
      'the replica of broker 3 is in sync again in charges.requested-1; in sync: 1, 2, 3',
    ]);
    const many = (brokers: number[]) => ({ partitions: { items: [inSync(0, brokers), inSync(1, brokers)] } });
    expect(said(many([1, 2, 3]), many([1, 2]))).toEqual([
      'the replicas of broker 3 fell behind in 2 partitions',
    ]);
    expect(said(many([1, 2]), many([1, 2, 3]))).toEqual([
      'the replicas of broker 3 are in sync again in 2 partitions',
    ]);
  });

  it('says that a topic is new or has more partitions', () => {
    const two = { items: [aPartition(), aPartition({ partition: 2 })] };
    expect(said({}, { partitions: two })).toEqual(['topic charges.requested has 2 partitions now']);
    expect(said({ partitions: { items: [] } }, {})).toEqual([
      'there is a new topic, charges.requested, with 1 partition',
    ]);
  });

  it('tells a rebalance from its begin to its result', () => {
    const before = { groups: { items: [aGroup({ 'debit-1': [0], 'debit-2': [1] })] } };
    const sharing = {
      groups: { items: [aGroup({ 'debit-1': [], 'debit-2': [] }, { state: 'PreparingRebalance' })] },
    };
    const after = { groups: { items: [aGroup({ 'debit-1': [0, 1], 'debit-2': [] })] } };
    expect(said(before, sharing)).toEqual(['group debit shares its partitions anew']);
    expect(said(sharing, after)).toEqual([
      'group debit has shared its partitions (debit-1: 2, debit-2: 0)',
      'member debit-2 receives nothing: every partition of group debit has another member',
    ]);
    expect(said(after, before)).toEqual([
      'group debit has shared its partitions (debit-1: 1, debit-2: 1)',
      'member debit-2 of group debit receives records now',
    ]);
  });

  it('says who joins and leaves a group, and who receives nothing', () => {
    const two = { groups: { items: [aGroup({ 'debit-1': [0], 'debit-2': [1] })] } };
    const three = { groups: { items: [aGroup({ 'debit-1': [0], 'debit-2': [1], 'debit-3': [] })] } };
    expect(said(two, three)).toEqual([
      'member debit-3 joined group debit',
      'member debit-3 receives nothing: every partition of group debit has another member',
    ]);
    expect(said(two, three, 'es')[1]).toMatch(/^el miembro debit-3 no recibe nada/);
    expect(said(three, two)).toEqual(['member debit-3 left group debit']);
    expect(said(two, { groups: { items: [aGroup({}, { state: 'Empty' })] } })).toEqual([
      'group debit has no members: nobody reads for it',
    ]);
    expect(said({ groups: { items: [] } }, two)).toEqual(['there is a new group, debit, of service debit']);
  });

  it('says that a service is not ready and why, silent, ready again', () => {
    const [ready, silent] = [{ services: aService('ready') }, { services: aService('silent') }];
    const not = { services: aService('not-ready', { detail: 'Kafka is away' }) };
    expect(said(ready, not)).toEqual(['service sms is not ready: Kafka is away']);
    expect(said(ready, { services: aService('not-ready') })).toEqual(['service sms is not ready']);
    expect(said(not, ready)).toEqual(['service sms is ready again']);
    expect(said(ready, silent)).toEqual(['service sms stopped answering at http://127.0.0.1:3003']);
    expect(said({ services: { items: [] } }, ready)).toEqual([
      'service sms is ready at http://127.0.0.1:3003',
    ]);
  });

  it('says that a group waits for an outage to end, or stands before a batch that nobody can read', () => {
    const ready = { services: aService('ready') };
    const retries = { services: aService('ready', { retrying: 2 }) };
    expect(said(ready, retries)).toEqual([
      'group sms tries a record until an outage ends: 2 partitions wait',
    ]);
    expect(said(retries, ready)).toEqual(['group sms waits no more: the outage is over']);
    expect(said(ready, { services: aService('ready', { unreadable: 1 }) })).toEqual([
      'group sms has 1 partition with a batch that nobody can read',
    ]);
  });

  it('says where a dead letter is and why, and that dead letters are settled', () => {
    const [none, one] = [{ deadLetters: deadLettersOf([]) }, { deadLetters: deadLettersOf(['1']) }];
    expect(said(none, one)).toEqual(['a dead letter in charges.decided.sms.dlq: unknown-charge']);
    expect(said(one, none)).toEqual(['1 dead letter of sms is settled']);
    const partitions = { items: [aPartition({ topic: 'charges.decided.sms-texts.dlq' })] };
    expect(said({ ...none, partitions }, { ...one, partitions })).toEqual([
      'a dead letter in charges.decided.sms-texts.dlq: unknown-charge',
    ]);
  });

  it('does not call the dead letter new that was behind one that is settled', () => {
    const [both, second] = [deadLettersOf(['1'], true, 2), deadLettersOf(['2'], true, 1)];
    expect(said({ deadLetters: both }, { deadLetters: second })).toEqual(['1 dead letter of sms is settled']);
  });

  it('does not call dead letters new or settled when it did not know the old ones', () => {
    const unknown = { deadLetters: deadLettersOf([], false) };
    expect(said(unknown, { deadLetters: deadLettersOf(['1']) })).toEqual([]);
    expect(said({ deadLetters: deadLettersOf(['1']) }, unknown)).toEqual([]);
  });

  it('says how much is shown', () => {
    const [all, some] = [{ sampled: { oneIn: 1, since: NOW } }, { sampled: { oneIn: 16, since: NOW } }];
    expect(said(all, some)).toEqual(['1 in 16 charges is shown now; the counters stay exact']);
    expect(said(some, all)).toEqual(['every charge is shown again']);
  });

  it('says which charges wait for a decision', () => {
    const none = { counters: someCounters() };
    const three = { counters: someCounters({ decided: 409, lost: 3 }) };
    expect(said(none, three)).toEqual(['3 charges have waited for their decision for more than 60 s']);
    expect(said(three, none)).toEqual([
      'no charge waits any more: nothing was lost (412 accepted, 412 decided)',
    ]);
  });

  it('does not say that nothing was lost while charges are open, or when the board counts anew', () => {
    const three = { counters: someCounters({ decided: 409, lost: 3 }) };
    expect(said(three, { counters: someCounters({ accepted: 415, decided: 413 }) })).toEqual([
      'no charge has waited for more than 60 s any more (415 accepted, 413 decided)',
    ]);
    const anew = someCounters({ since: '2026-11-27T12:09:00.000Z', accepted: 0, decided: 0 });
    expect(said(three, { counters: anew })).toEqual([]);
  });

  it('says what the board does with Kafka', () => {
    const reading = (state: 'joining' | 'reading' | 'kafka-away') => ({
      reading: { state, since: NOW, group: 'board.1.e1' },
    });
    expect(said(reading('reading'), reading('kafka-away'))).toEqual(['no broker answers the board']);
    expect(said(reading('kafka-away'), reading('joining'))).toEqual([
      'the board finds the ends of the topics',
    ]);
    expect(said(reading('joining'), reading('reading'))).toEqual(['the board reads again']);
  });

  it('says that the page lost the board and found it again', () => {
    const [live, away] = (['live', 'reconnecting'] as const).map((state) => ({
      connection: { state, since: NOW_MS },
    }));
    expect(said(live!, away!)).toEqual([
      'the connection to the board was lost; the page connects again by itself',
    ]);
    expect(said(away!, live!)).toEqual(['the page is connected to the board again']);
  });
});
