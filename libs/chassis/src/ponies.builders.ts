import { Controller, Inject, Module } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { deadLetterTopic, defineTopic, encodeEvent } from '@peaje/contracts';
import { ConsumeBatch, outgoing, type Batch, type Outgoing } from '@peaje/messaging';
import { readStack, type TestDatabase, type TestKafka } from '@peaje/testing';
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

/** All in one partition, so that every pony is every other's neighbour. */
export async function createPonyTopics(kafka: TestKafka): Promise<void> {
  await kafka.createTopics([trotted.name, echoed.name, DEAD], 1);
}

export const startPonies = (database: TestDatabase): Promise<NestFastifyApplication> =>
  startService(
    { name: GROUP, env: serviceEnv, module: PoniesModule },
    {
      PORT: '0',
      DATABASE_URL: database.url,
      KAFKA_BROKERS: readStack().kafka.brokers.join(','),
      PEAJE_API_KEYS: '',
      LOG_LEVEL: 'fatal',
    },
  );

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

/** What lies in parking, in order. */
export async function parkedIn({ pool }: TestDatabase): Promise<ParkedLine[]> {
  const { rows } = await pool.query<ParkedLine>(
    `SELECT convert_from(key, 'UTF8') AS key, (convert_from(value, 'UTF8')::json ->> 'step')::int AS step,
            code, attempts
     FROM parked_record ORDER BY "offset"`,
  );
  return rows;
}

export async function parkedKeysIn({ pool }: TestDatabase): Promise<string[]> {
  const { rows } = await pool.query<{ key: string }>(
    `SELECT convert_from(key, 'UTF8') AS key FROM parked_key ORDER BY key`,
  );
  return rows.map(({ key }) => key);
}
