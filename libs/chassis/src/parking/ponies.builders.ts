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
  echoed,
  GROUP,
  message,
  PoniesModule,
  Stable,
  trotted,
  type Trot,
} from './pony-service.builders.js';
import { serviceEnv } from '../config/service-env.js';
import { startService } from '../start-service.js';

export * from './pony-service.builders.js';

export interface ParkedLine {
  readonly key: string;
  readonly step: number;
  readonly code: string;
  readonly attempts: number;
}

/** As much as this needs of a `TestKafka`, which libraries do not know. */
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

/** The bench of a spec: it runs from before the first test until after the last, and each begins with sound ponies. */
export function runningBench(surroundings: Surroundings): PonyBench {
  const bench = new PonyBench(surroundings);
  beforeAll(async () => {
    await bench.prepare();
    await bench.start();
  });
  beforeEach(async () => {
    bench.stable.onTrot = sound;
    bench.stable.seen = [];
    bench.stable.discarded = [];
    await bench.forgetOperations();
  });
  afterAll(() => bench.close());
  return bench;
}

/** The service running, and all that can be seen of it from outside. */
export class PonyBench {
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

  get stable(): Stable {
    return this.app.get(Stable);
  }

  /** All in one partition, so that every pony is every other's neighbour. */
  async prepare(): Promise<void> {
    await this.kafka.connect();
    this.opened = await this.surroundings.createDatabase();
    await this.kafka.createTopics([trotted.name, echoed.name, DEAD], 1);
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

  /** One more instance of the same service, on the same database: whoever starts it ends it. */
  startAnother(): Promise<NestFastifyApplication> {
    return startService(
      { name: GROUP, env: serviceEnv, module: PoniesModule },
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

  send(...trots: readonly (readonly [name: string, step: number])[]): Promise<void> {
    return this.kafka.send(
      trotted.name,
      trots.map(([name, step]) => message(name, step)),
    );
  }

  /** @throws while an offset is not committed */
  committedAll = async (): Promise<void> => {
    const [committed, end] = [
      await this.kafka.committed(GROUP, trotted.name),
      await this.kafka.endOffset(trotted.name),
    ];
    if (committed !== end) throw new Error(`${committed} of ${end} are committed`);
  };

  /** What lies in parking, in order. */
  async parked(): Promise<ParkedLine[]> {
    const { rows } = await this.database.pool.query<ParkedLine>(
      `SELECT convert_from(key, 'UTF8') AS key, (convert_from(value, 'UTF8')::json ->> 'step')::int AS step,
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

  async placeOf(name: string, step: number): Promise<RecordPosition> {
    const { rows } = await this.database.pool.query<{ offset: string }>(
      `SELECT "offset" FROM parked_record
       WHERE convert_from(key, 'UTF8') = $1 AND (convert_from(value, 'UTF8')::json ->> 'step')::int = $2`,
      [name, step],
    );
    if (!rows[0]) throw new Error(`${name} ${step} is not parked`);
    return { topic: trotted.name, partition: 0, offset: BigInt(rows[0].offset) };
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

  redriveKey = (key: string, dryRun = false) => this.redrive({ topic: trotted.name, key }, dryRun);
  discard = (place: RecordPosition) => this.app.get(Discards).discard(place, ACTOR);
}

const ACTOR = { operator: 'bank', reason: 'the smith was here' };

/** A pony that no handler can handle. */
export const lame =
  (...names: string[]) =>
  ({ event }: Trot): void => {
    if (names.includes(event.data.name)) throw new PermanentError('lame-pony', 'secret details');
  };
export const sound = (): void => undefined;
