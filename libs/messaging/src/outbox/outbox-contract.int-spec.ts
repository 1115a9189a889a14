import { newId } from '@peaje/kernel';
import { createTestDatabase, eventually, type TestDatabase } from '@peaje/testing';
import type { KafkaProducer } from '../kafka/kafka-client.js';
import { PartitionProducer } from '../kafka/partition-producer.js';
import type { MessagingLogger } from '../ports/messaging-logger.js';
import { NoMetrics } from '../ports/messaging-metrics.js';
import type { SqlSession } from '../ports/sql-session.js';
import { claimDueOutbox, deleteOutbox, insertOutbox, type OutboxRow } from './outbox.sql.js';
import { Relay } from './relay.js';

/** What other outboxes promise by their contract suites, and this one too (ADR 36). */

const quiet: MessagingLogger = { debug() {}, info() {}, warn() {}, error() {} };
const row = (key: string, more: Partial<OutboxRow> = {}): OutboxRow => ({
  id: newId(),
  topic: 'orders',
  key,
  headers: { ce_type: 'test.order.placed.v1' },
  value: '{}',
  ...more,
});
const keysOf = (rows: readonly OutboxRow[]): string[] => rows.map(({ key }) => key).sort();

describe('the contract of the outbox, on real PostgreSQL', () => {
  let database: TestDatabase;

  beforeAll(async () => void (database = await createTestDatabase('pos')));
  afterAll(() => database.drop());
  beforeEach(() => database.pool.query('TRUNCATE outbox'));

  const store = (...rows: OutboxRow[]) => insertOutbox(database.pool, rows);
  const claim = (limit = 100) => claimDueOutbox(database.pool, limit);
  const makeDue = () => database.pool.query('UPDATE outbox SET due_at = now()');
  const left = async () =>
    (await database.pool.query<OutboxRow>('SELECT key FROM outbox')).rows.map(({ key }) => key);

  describe('storing', () => {
    it('a rollback of the caller leaves no event behind', async () => {
      const session = await database.pool.connect();
      await session.query('BEGIN');
      await insertOutbox(session, [row('rolled back')]);
      await session.query('ROLLBACK');
      session.release();
      expect(await left()).toEqual([]);
    });

    it('no event is no statement', async () => {
      const session = { query: () => Promise.reject(new Error('a statement')) } as SqlSession;
      await insertOutbox(session, []);
    });

    it('every field comes back as it was, whatever text it has', async () => {
      const text = `O'Reilly "ü" \\ ? $1 :name {} 日本 \u0007`;
      const odd = row(text, { headers: { ce_id: text, empty: '' }, value: JSON.stringify({ text }) });
      await store(odd);
      await makeDue();
      expect(await claim()).toEqual([odd]);
    });

    it('an empty outbox has nothing to claim, and an event that is gone can be deleted again', async () => {
      expect(await claim()).toEqual([]);
      await deleteOutbox(database.pool, [newId()]);
      await deleteOutbox(database.pool, []);
    });
  });

  describe('claiming', () => {
    it('a new event belongs to the instance that accepted it for two seconds, then to anyone', async () => {
      await store(row('new'));
      expect(await claim()).toEqual([]);
      await database.pool.query(`UPDATE outbox SET due_at = due_at - interval '2 s'`);
      expect(keysOf(await claim())).toEqual(['new']);
    });

    it('a claimed event is nobody else’s until it is due again, later each time, a minute at most', async () => {
      await store(row('claimed'));
      const waits: number[] = [];
      for (let attempt = 0; attempt < 9; attempt++) {
        await makeDue();
        expect(keysOf(await claim())).toEqual(['claimed']);
        expect(await claim()).toEqual([]);
        const { rows } = await database.pool.query<{ seconds: number }>(
          'SELECT round(extract(epoch FROM due_at - now()))::int AS seconds FROM outbox',
        );
        waits.push(rows[0]!.seconds);
      }
      expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    });

    it('an event that is committed late is not passed over, though later ones are gone', async () => {
      const slow = await database.pool.connect();
      await slow.query('BEGIN');
      await insertOutbox(slow, [row('first, committed last')]);
      await store(row('second'));
      await makeDue();
      const early = await claim();
      expect(keysOf(early)).toEqual(['second']);
      await deleteOutbox(
        database.pool,
        early.map(({ id }) => id),
      );

      await slow.query('COMMIT');
      slow.release();
      await makeDue();
      expect(keysOf(await claim())).toEqual(['first, committed last']);
    });

    it('instances that claim side by side never get the same event, and together they get all', async () => {
      const rows = Array.from({ length: 60 }, (_, n) => row(`key ${n}`));
      await store(...rows);
      await makeDue();
      const claimed: OutboxRow[] = [];
      const claimAll = async () => {
        for (let some = await claim(7); some.length > 0; some = await claim(7)) claimed.push(...some);
      };
      await Promise.all([claimAll(), claimAll(), claimAll(), claimAll()]);
      expect(keysOf(claimed)).toEqual(keysOf(rows));
    });
  });

  describe('relaying', () => {
    const relays: Relay[] = [];
    afterEach(() => Promise.all(relays.splice(0).map((relay) => relay.stop(0))));

    /** An instance. `sent` are the keys that its Kafka has acknowledged. */
    function instance(
      append: (keys: string[]) => Promise<void> | void = () => undefined,
      session?: SqlSession,
    ) {
      const sent: string[] = [];
      const producer: Pick<KafkaProducer, 'append'> = {
        async append(_topic, _partition, records) {
          const keys = records.map(({ key }) => String(key));
          await append(keys);
          sent.push(...keys);
        },
      };
      const relay = new Relay({
        session: session ?? database.pool,
        producer: new PartitionProducer(producer as KafkaProducer),
        partitionsOf: (topic) => {
          if (topic === 'unknown') throw new TypeError('no such topic');
          return 1;
        },
        metrics: new NoMetrics(),
        logger: quiet,
      });
      relays.push(relay);
      return { relay, sent };
    }

    it('events of a key go out in the order in which an instance offers them, whatever their ids', async () => {
      const rows = ['c', 'a', 'b'].map((id, n) => row(`${n}`, { id }));
      await store(...rows);
      const { relay, sent } = instance();
      relay.offer(rows);
      await eventually('the outbox is empty', async () => expect(await left()).toEqual([]));
      expect(sent).toEqual(['0', '1', '2']);
    });

    it('an acknowledged event that cannot be deleted goes out again, and is deleted then', async () => {
      let refusals = 1;
      const session: SqlSession = {
        query: (text, values) =>
          text.includes('DELETE FROM outbox') && refusals-- > 0
            ? Promise.reject(new Error('connection reset'))
            : database.pool.query(text, values),
      };
      const again = row('again');
      await store(again);
      const { relay, sent } = instance(undefined, session);
      void relay.start();
      relay.offer([again]);
      await eventually('the outbox is empty', async () => expect(await left()).toEqual([]));
      expect(sent).toEqual(['again', 'again']);
    });

    it('an instance that gets its acknowledgement after another took over harms nothing', async () => {
      const stalled = Promise.withResolvers<void>();
      const [slow, other] = [instance(() => stalled.promise), instance()];
      const taken = row('taken over');
      await store(taken);
      slow.relay.offer([taken]);
      void other.relay.start();
      await eventually('the other instance has sent it', async () => expect(await left()).toEqual([]));

      stalled.resolve();
      await slow.relay.stop();
      expect([slow.sent, other.sent]).toEqual([['taken over'], ['taken over']]);
      expect(await left()).toEqual([]);
    });

    it('an instance that stops before Kafka answers leaves its events to another', async () => {
      const never = instance(() => new Promise(() => undefined));
      const [offered, tooLate] = [row('in hand'), row('offered after the stop')];
      await store(offered, tooLate);
      never.relay.offer([offered]);
      await never.relay.stop(50);
      never.relay.offer([tooLate]);
      expect((await left()).sort()).toEqual(keysOf([offered, tooLate]));

      const { relay, sent } = instance();
      void relay.start();
      await eventually('the outbox is empty', async () => expect(await left()).toEqual([]));
      expect(sent.sort()).toEqual(keysOf([offered, tooLate]));
    });

    it('an event that has no way to Kafka holds up no other', async () => {
      const [stuck, free] = [row('stuck', { topic: 'unknown' }), row('free')];
      await store(stuck, free);
      const { relay, sent } = instance();
      void relay.start();
      await eventually('the other event is gone', async () => expect(await left()).toEqual(['stuck']));
      expect(sent).toEqual(['free']);
    });
  });
});
