import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PermanentError } from '@peaje/kernel';
import {
  Discards,
  RedriveParked,
  type RedriveReport,
  type RecordPosition,
  type Selection,
} from '@peaje/messaging';
import type pg from 'pg';
import {
  DEAD,
  GROUP,
  message,
  orders,
  OrdersModule,
  shipments,
  Warehouse,
  type Order,
} from './order-service.builders.js';
import { serviceEnv } from '../config/service-env.js';
import { startService } from '../start-service.js';

export * from './order-service.builders.js';

export interface ParkedOrder {
  readonly key: string;
  readonly number: number;
  readonly code: string;
  readonly attempts: number;
}

/** The part of a `TestKafka` that the bench needs; libraries do not know that class. */
interface Kafka {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  createTopics(names: readonly string[], partitions: number): Promise<void>;
  send(topic: string, messages: readonly ReturnType<typeof message>[]): Promise<void>;
  committed(group: string, topic: string): Promise<number>;
  endOffset(topic: string): Promise<number>;
  readAll(
    topic: string,
  ): Promise<readonly { readonly key: string | null; readonly headers: Readonly<Record<string, string>> }[]>;
}

interface Database {
  readonly url: string;
  readonly pool: pg.Pool;
  drop(): Promise<void>;
}

export interface Surroundings {
  readonly kafka: Kafka;
  readonly brokers: readonly string[];
  createDatabase(): Promise<Database>;
}

/** The bench of a spec: it runs from before the first test until after the last, and in stock is everything when a test begins. */
export function runningBench(surroundings: Surroundings): OrderBench {
  const bench = new OrderBench(surroundings);
  beforeAll(async () => {
    await bench.prepare();
    await bench.start();
  });
  beforeEach(async () => {
    bench.warehouse.onOrder = inStock;
    bench.warehouse.shipped = [];
    bench.warehouse.discarded = [];
    await bench.forgetOperations();
  });
  afterAll(() => bench.close());
  return bench;
}

/** The running service, and all that can be seen of it from outside. */
export class OrderBench {
  private running: NestFastifyApplication | undefined;
  private opened: Database | undefined;

  constructor(private readonly surroundings: Surroundings) {}

  private get kafka(): Kafka {
    return this.surroundings.kafka;
  }

  get database(): Database {
    return this.opened!;
  }

  get app(): NestFastifyApplication {
    return this.running!;
  }

  get warehouse(): Warehouse {
    return this.app.get(Warehouse);
  }

  /** All in one partition, so that every customer is every other's neighbour. */
  async prepare(): Promise<void> {
    await this.kafka.connect();
    this.opened = await this.surroundings.createDatabase();
    await this.kafka.createTopics([orders.name, shipments.name, DEAD], 1);
    // The relay empties the outbox at once: what was in it is kept for the spec to see.
    await this.database.pool.query(`
      CREATE TABLE operation_seen (n bigserial, value text);
      CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO operation_seen (value) VALUES (NEW.value); RETURN NULL; END';
      CREATE TRIGGER see AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION see()`);
  }

  async start(): Promise<void> {
    this.running = await this.startAnother();
  }

  /** One more instance of the same service, on the same database; the caller ends it. */
  startAnother(): Promise<NestFastifyApplication> {
    return startService(
      { name: GROUP, env: serviceEnv, module: OrdersModule },
      {
        PORT: '0',
        DATABASE_URL: this.database.url,
        KAFKA_BROKERS: this.surroundings.brokers.join(','),
        PEAJE_API_KEYS: '',
        LOG_LEVEL: 'fatal',
      },
    );
  }

  async stop(): Promise<void> {
    await this.running?.close();
    this.running = undefined;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.opened?.drop();
    await this.kafka.disconnect();
  }

  send(...placed: readonly (readonly [customer: string, number: number])[]): Promise<void> {
    return this.kafka.send(
      orders.name,
      placed.map(([customer, number]) => message(customer, number)),
    );
  }

  /** @throws while an offset is not committed */
  committedAll = async (): Promise<void> => {
    const [committed, end] = [
      await this.kafka.committed(GROUP, orders.name),
      await this.kafka.endOffset(orders.name),
    ];
    if (committed !== end) throw new Error(`${committed} of ${end} are committed`);
  };

  /** The parked records, by offset. */
  async parked(): Promise<ParkedOrder[]> {
    const { rows } = await this.database.pool.query<ParkedOrder>(
      `SELECT convert_from(key, 'UTF8') AS key, (convert_from(value, 'UTF8')::json ->> 'number')::int AS number,
              code, attempts
       FROM parked_record ORDER BY "offset"`,
    );
    return rows;
  }

  async parkedKeys(): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ key: string }>(
      `SELECT convert_from(key, 'UTF8') AS key FROM parked_key ORDER BY key`,
    );
    return rows.map(({ key }) => key);
  }

  async positionOf(customer: string, number: number): Promise<RecordPosition> {
    const { rows } = await this.database.pool.query<{ offset: string }>(
      `SELECT "offset" FROM parked_record
       WHERE convert_from(key, 'UTF8') = $1 AND (convert_from(value, 'UTF8')::json ->> 'number')::int = $2`,
      [customer, number],
    );
    if (!rows[0]) throw new Error(`${customer} ${number} is not parked`);
    return { topic: orders.name, partition: 0, offset: BigInt(rows[0].offset) };
  }

  async operations(): Promise<{ readonly operation: string; readonly details: object }[]> {
    const { rows } = await this.database.pool.query<{ value: string }>(
      'SELECT value FROM operation_seen ORDER BY n',
    );
    return rows.map(({ value }) => JSON.parse(value) as { operation: string; details: object });
  }

  forgetOperations = () => this.database.pool.query('DELETE FROM operation_seen');

  /** Of each published copy: key, event, code, attempts. */
  async copies(): Promise<(string | null | undefined)[][]> {
    return (await this.kafka.readAll(DEAD)).map(({ key, headers }) => [
      key,
      headers['ce_id'],
      headers['peaje-dlq-code'],
      headers['peaje-dlq-attempts'],
    ]);
  }

  redrive(selection: Selection, dryRun = false, app = this.app): Promise<RedriveReport[]> {
    return app.get(RedriveParked).execute({ ...ACTOR, dryRun, selection });
  }

  redriveKey = (key: string, dryRun = false) => this.redrive({ topic: orders.name, key }, dryRun);
  discard = (position: RecordPosition) => this.app.get(Discards).discard(position, ACTOR);
}

const ACTOR = { operator: 'bank', reason: 'the shelf is full again' };

/** The orders of these customers cannot be shipped. */
export const outOfStock =
  (...customers: string[]) =>
  ({ event }: Order): void => {
    if (customers.includes(event.data.customer)) throw new PermanentError('out-of-stock', 'secret details');
  };
export const inStock = (): void => undefined;
