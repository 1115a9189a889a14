import { Controller, Inject, Module } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { deadLetterTopic, defineTopic, encodeEvent } from '@peaje/contracts';
import { PermanentError } from '@peaje/kernel';
import {
  ConsumeBatch,
  Discards,
  outgoing,
  RedriveParked,
  type Batch,
  type LineReport,
  type Outgoing,
  type Place,
  type Selection,
} from '@peaje/messaging';
import type pg from 'pg';
import { z } from 'zod';
import { ParkingModule } from './parking.module.js';
import { serviceEnv } from './service-env.js';
import { startService } from './start-service.js';

/** For specs: a service that hears of ponies, and does with each what the spec says. */

const run = crypto.randomUUID().slice(0, 8);
export const GROUP = `ponies-${run}`;
const pony = z.object({ name: z.string(), step: z.int() });
const topicOfPonies = (name: string) =>
  defineTopic({
    name: `${name}-${run}`,
    cleanup: 'keep',
    groups: [GROUP],
    events: { 'test.pony.trotted.v1': pony, 'test.pony.fell.v1': pony },
    keyOf: (data) => data.name,
  });
export const trotted = topicOfPonies('trotted');
export const echoed = topicOfPonies('echoed');
export const DEAD = deadLetterTopic(trotted.name, GROUP);

export type Trot = Batch<typeof trotted>[number];

/** What the handler has handled, and what it does with a pony before it does. */
export class Stable {
  seen: Trot[] = [];
  onTrot: (trot: Trot) => void | Promise<void> = () => undefined;

  stepsOf = (name: string): number[] =>
    this.seen.filter(({ event }) => event.data.name === name).map(({ event }) => event.data.step);
}

@Controller()
class PoniesConsumer {
  constructor(@Inject(Stable) private readonly stable: Stable) {}

  @ConsumeBatch([trotted], { group: GROUP, discards: { 'test.pony.trotted.v1': 'hand-over' } })
  async onTrotted(@Payload() batch: Batch<typeof trotted>): Promise<Outgoing[]> {
    for (const trot of batch) await this.stable.onTrot(trot);
    this.stable.seen.push(...batch);
    return batch.map(({ event, partition }) =>
      outgoing(echoed, partition, { ...event, id: `${event.id}.echo` }),
    );
  }
}

@Module({ imports: [ParkingModule], controllers: [PoniesConsumer], providers: [Stable] })
class PoniesModule {}

export const message = (name: string, step: number, type: 'trotted' | 'fell' = 'trotted') => ({
  key: name,
  ...encodeEvent({
    id: `${name}.${step}`,
    type: `test.pony.${type}.v1`,
    source: '/test',
    subject: name,
    time: '2026-11-22T10:00:00.000Z',
    data: { name, step },
  }),
});

export interface ParkedLine {
  readonly key: string;
  readonly step: number;
  readonly code: string;
  readonly attempts: number;
}

/** As much as this needs of a `TestKafka`, which libraries do not know. */
interface Kafka {
  createTopics(names: readonly string[], partitions: number): Promise<void>;
  send(topic: string, messages: readonly ReturnType<typeof message>[]): Promise<void>;
  committed(group: string, topic: string): Promise<number>;
  endOffset(topic: string): Promise<number>;
  readAll(
    topic: string,
  ): Promise<readonly { readonly key: string | null; readonly headers: Readonly<Record<string, string>> }[]>;
}

/** The service running, and all that can be seen of it from outside. */
export class PonyBench {
  private running: NestFastifyApplication | undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly database: { readonly url: string; readonly pool: pg.Pool },
    private readonly brokers: string,
  ) {}

  get app(): NestFastifyApplication {
    return this.running!;
  }

  get stable(): Stable {
    return this.app.get(Stable);
  }

  /** All in one partition, so that every pony is every other's neighbour. */
  async prepare(): Promise<void> {
    await this.kafka.createTopics([trotted.name, echoed.name, DEAD], 1);
    // The relay empties the outbox at once: what was in it is kept for the spec to see.
    await this.database.pool.query(`
      CREATE TABLE operation_seen (n bigserial, value text);
      CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO operation_seen (value) VALUES (NEW.value); RETURN NULL; END';
      CREATE TRIGGER see AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION see()`);
  }

  async start(): Promise<void> {
    this.running = await startService(
      { name: GROUP, env: serviceEnv, module: PoniesModule },
      {
        PORT: '0',
        DATABASE_URL: this.database.url,
        KAFKA_BROKERS: this.brokers,
        PEAJE_API_KEYS: '',
        LOG_LEVEL: 'fatal',
      },
    );
  }

  async stop(): Promise<void> {
    await this.running?.close();
    this.running = undefined;
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

  async placeOf(name: string, step: number): Promise<Place> {
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

  redrive(selection: Selection, dryRun = false): Promise<LineReport[]> {
    return this.app.get(RedriveParked).execute({ ...ACTOR, dryRun, selection });
  }

  redriveKey = (key: string, dryRun = false) => this.redrive({ topic: trotted.name, key }, dryRun);
  discard = (place: Place) => this.app.get(Discards).discard(place, ACTOR);
}

const ACTOR = { operator: 'bank', reason: 'the smith was here' };

/** A pony that no handler can handle. */
export const lame =
  (...names: string[]) =>
  ({ event }: Trot): void => {
    if (names.includes(event.data.name)) throw new PermanentError('lame-pony', 'secret details');
  };
export const sound = (): void => undefined;
