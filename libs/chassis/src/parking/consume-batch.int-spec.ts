import {
  Controller,
  Inject,
  Injectable,
  Module,
  type CanActivate,
  type ExecutionContext,
  type NestInterceptor,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { deadLetterTopic, defineTopic, encodeEvent } from '@peaje/contracts';
import { PermanentError } from '@peaje/kernel';
import { ConsumeBatch, ConsumerHealth, outgoing, type Batch, type Outgoing } from '@peaje/messaging';
import { createTestDatabase, eventually, TestKafka, type TestDatabase } from '@peaje/testing';
import { z } from 'zod';
import { serviceEnv } from '../config/service-env.js';
import { startService } from '../start-service.js';

const run = crypto.randomUUID().slice(0, 8);
const GROUP = `ponies-${run}`;
const PARTITIONS = 4;
const pony = z.object({ name: z.string(), step: z.int() });
const topic = (name: string) =>
  defineTopic({
    name: `${name}-${run}`,
    cleanup: 'keep',
    groups: [GROUP],
    events: { 'test.pony.trotted.v1': pony },
    writers: [],
    key: 'name',
  });
const trotted = topic('trotted');
const echoed = topic('echoed');

type Trot = Batch<typeof trotted>[number];

/** What the handler has seen and how it should behave, set by the tests. */
class Stable {
  seen: Trot[] = [];
  enhancers = { guards: 0, interceptors: 0, batches: 0 };
  onTrot: (trot: Trot) => void = () => undefined;
}

@Injectable()
class CountingGuard implements CanActivate {
  constructor(@Inject(Stable) private readonly stable: Stable) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() === 'rpc') this.stable.enhancers.guards++;
    return true;
  }
}

@Injectable()
class CountingInterceptor implements NestInterceptor {
  constructor(@Inject(Stable) private readonly stable: Stable) {}

  intercept(_context: ExecutionContext, next: Parameters<NestInterceptor['intercept']>[1]) {
    this.stable.enhancers.interceptors++;
    return next.handle();
  }
}

@Controller()
class PoniesConsumer {
  constructor(@Inject(Stable) private readonly stable: Stable) {}

  @UseGuards(CountingGuard)
  @UseInterceptors(CountingInterceptor)
  @ConsumeBatch([trotted], { group: GROUP })
  async onTrotted(@Payload() batch: Batch<typeof trotted>): Promise<Outgoing[]> {
    this.stable.enhancers.batches++;
    for (const trot of batch) this.stable.onTrot(trot);
    this.stable.seen.push(...batch);
    return batch.map(({ event, partition }) =>
      outgoing(echoed, partition, { ...event, id: `${event.id}.echo` }),
    );
  }
}

@Module({ controllers: [PoniesConsumer], providers: [Stable] })
class PoniesModule {}

const event = (name: string, step: number) => ({
  id: `${name}.${step}`,
  type: 'test.pony.trotted.v1' as const,
  source: '/test',
  subject: name,
  time: '2026-11-22T10:00:00.000Z',
  data: { name, step },
});
const message = (name: string, step: number) => ({ key: name, ...encodeEvent(event(name, step)) });
const NAMES = ['Lucera', 'Bayo', 'Tordo', 'Canela', 'Zaino', 'Perla', 'Rucio', 'Alazán'];

describe('a handler of batches in a real Nest service on real Kafka', () => {
  const kafka = new TestKafka();
  let database: TestDatabase;
  let app: NestFastifyApplication;
  let stable: Stable;

  beforeAll(async () => {
    await kafka.connect();
    await kafka.createTopics([trotted.name, echoed.name, deadLetterTopic(trotted.name, GROUP)], PARTITIONS);
    database = await createTestDatabase('pos');
    const { readStack } = await import('@peaje/testing');
    app = await startService(
      { name: 'ponies', env: serviceEnv, module: PoniesModule },
      {
        PORT: '0',
        DATABASE_URL: database.url,
        KAFKA_BROKERS: readStack().kafka.brokers.join(','),
        PEAJE_PARTITIONS: String(PARTITIONS),
        PEAJE_API_KEYS: '',
        LOG_LEVEL: 'fatal',
      },
    );
    stable = app.get(Stable);
  });

  afterAll(async () => {
    await app?.close();
    await database?.drop();
    await kafka.disconnect();
  });

  const stepsOf = (name: string) =>
    stable.seen.filter(({ event: e }) => e.data.name === name).map(({ event: e }) => e.data.step);
  const committedAll = async () =>
    expect(await kafka.committed(GROUP, trotted.name)).toBe(await kafka.endOffset(trotted.name));

  it('gets every record once, in order per key, through guard and interceptor, and commits', async () => {
    const steps = Array.from({ length: 50 }, (_, step) => step);
    await kafka.send(
      trotted.name,
      steps.flatMap((step) => NAMES.map((name) => message(name, step))),
    );
    await eventually('every offset is committed', committedAll);
    for (const name of NAMES) expect(stepsOf(name)).toEqual(steps);
    const { guards, interceptors, batches } = stable.enhancers;
    expect(batches).toBeGreaterThan(0);
    expect([guards, interceptors]).toEqual([batches, batches]);
  });

  it('publishes what the handler returns, each to the partition number of its source', async () => {
    const echoes = await kafka.readAll(echoed.name);
    const sources = await kafka.readAll(trotted.name);
    const partitionOf = new Map(sources.map(({ key, partition }) => [key, partition]));
    expect(echoes.length).toBe(NAMES.length * 50);
    for (const { key, partition } of echoes) expect(partition).toBe(partitionOf.get(key));
  });

  it('a poisoned record becomes a dead letter with its bytes; its neighbours are handled', async () => {
    stable.seen = [];
    stable.onTrot = ({ event: e }) => {
      if (e.data.step === 1001) throw new PermanentError('lame-pony', 'secret details');
    };
    await kafka.send(trotted.name, [
      ...[1000, 1001].map((step) => message('Lucera', step)),
      ...NAMES.slice(1).map((name) => message(name, 1002)),
    ]);
    await eventually('every offset is committed', committedAll);
    stable.onTrot = () => undefined;
    expect(stepsOf('Lucera')).toEqual([1000]);
    for (const name of NAMES.slice(1)) expect(stepsOf(name)).toEqual([1002]);
    const letters = await kafka.readAll(deadLetterTopic(trotted.name, GROUP));
    expect(letters).toHaveLength(1);
    expect(letters[0]).toMatchObject({
      key: 'Lucera',
      value: JSON.stringify({ name: 'Lucera', step: 1001 }),
      headers: {
        ce_id: 'Lucera.1001',
        'peaje-dlq-code': 'lame-pony',
        'peaje-dlq-group': GROUP,
        'peaje-dlq-attempts': '3',
      },
    });
    expect(JSON.stringify(letters[0]!.headers)).not.toContain('secret');
  });

  it('an outage stops the partition, is seen in the health report, and ends without loss or dead letter', async () => {
    stable.seen = [];
    const lettersBefore = await kafka.endOffset(deadLetterTopic(trotted.name, GROUP));
    let outage = true;
    stable.onTrot = ({ event: e }) => {
      if (outage && e.data.name === 'Bayo') throw Object.assign(new Error('no database'), { code: '57P01' });
    };
    await kafka.send(
      trotted.name,
      [2000, 2001].map((step) => message('Bayo', step)),
    );
    await eventually('one partition waits for the database', () => {
      const partitions = app.get(ConsumerHealth).report()[0]!.partitions;
      expect(partitions.filter(({ retrying }) => retrying?.code === 'sql-57P01')).toHaveLength(1);
    });
    expect(stepsOf('Bayo')).toEqual([]);
    outage = false;
    await eventually('every offset is committed', committedAll);
    expect(stepsOf('Bayo')).toEqual([2000, 2001]);
    expect(await kafka.endOffset(deadLetterTopic(trotted.name, GROUP))).toBe(lettersBefore);
  });
});
