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
const GROUP = `orders-${run}`;
const PARTITIONS = 4;
const order = z.object({ customer: z.string(), number: z.int() });
const topic = (name: string) =>
  defineTopic({
    name: `${name}-${run}`,
    cleanup: 'keep',
    groups: [GROUP],
    events: { 'test.order.placed.v1': order },
    writers: [],
    key: 'customer',
  });
const orders = topic('orders');
const shipments = topic('shipments');

type Order = Batch<typeof orders>[number];

/** What the handler has shipped; `onOrder` comes before and may throw. */
class Warehouse {
  shipped: Order[] = [];
  enhancers = { guards: 0, interceptors: 0, batches: 0 };
  onOrder: (order: Order) => void = () => undefined;
}

@Injectable()
class CountingGuard implements CanActivate {
  constructor(@Inject(Warehouse) private readonly warehouse: Warehouse) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() === 'rpc') this.warehouse.enhancers.guards++;
    return true;
  }
}

@Injectable()
class CountingInterceptor implements NestInterceptor {
  constructor(@Inject(Warehouse) private readonly warehouse: Warehouse) {}

  intercept(_context: ExecutionContext, next: Parameters<NestInterceptor['intercept']>[1]) {
    this.warehouse.enhancers.interceptors++;
    return next.handle();
  }
}

@Controller()
class OrdersConsumer {
  constructor(@Inject(Warehouse) private readonly warehouse: Warehouse) {}

  @UseGuards(CountingGuard)
  @UseInterceptors(CountingInterceptor)
  @ConsumeBatch([orders], { group: GROUP })
  async onOrders(@Payload() batch: Batch<typeof orders>): Promise<Outgoing[]> {
    this.warehouse.enhancers.batches++;
    for (const order of batch) this.warehouse.onOrder(order);
    this.warehouse.shipped.push(...batch);
    return batch.map(({ event, partition }) =>
      outgoing(shipments, partition, { ...event, id: `${event.id}.shipped` }),
    );
  }
}

@Module({ controllers: [OrdersConsumer], providers: [Warehouse] })
class OrdersModule {}

const event = (customer: string, number: number) => ({
  id: `${customer}.${number}`,
  type: 'test.order.placed.v1' as const,
  source: '/test',
  subject: customer,
  time: '2026-11-22T10:00:00.000Z',
  data: { customer, number },
});
const message = (customer: string, number: number) => ({
  key: customer,
  ...encodeEvent(event(customer, number)),
});
const CUSTOMERS = ['Ana', 'Bruno', 'Tomas', 'Carla', 'Zoe', 'Paula', 'Raul', 'Íñigo'];

describe('a handler of batches in a real Nest service on real Kafka', () => {
  const kafka = new TestKafka();
  let database: TestDatabase;
  let app: NestFastifyApplication;
  let warehouse: Warehouse;

  beforeAll(async () => {
    await kafka.connect();
    await kafka.createTopics([orders.name, shipments.name, deadLetterTopic(orders.name, GROUP)], PARTITIONS);
    database = await createTestDatabase('pos');
    const { readStack } = await import('@peaje/testing');
    app = await startService(
      { name: 'orders', env: serviceEnv, module: OrdersModule },
      {
        PORT: '0',
        DATABASE_URL: database.url,
        KAFKA_BROKERS: readStack().kafka.brokers.join(','),
        PEAJE_PARTITIONS: String(PARTITIONS),
        PEAJE_API_KEYS: '',
        LOG_LEVEL: 'fatal',
      },
    );
    warehouse = app.get(Warehouse);
  });

  afterAll(async () => {
    await app?.close();
    await database?.drop();
    await kafka.disconnect();
  });

  const shippedTo = (customer: string) =>
    warehouse.shipped
      .filter(({ event: e }) => e.data.customer === customer)
      .map(({ event: e }) => e.data.number);
  const committedAll = async () =>
    expect(await kafka.committed(GROUP, orders.name)).toBe(await kafka.endOffset(orders.name));

  it('gets every record once, in order per key, through guard and interceptor, and commits', async () => {
    const numbers = Array.from({ length: 50 }, (_, number) => number);
    await kafka.send(
      orders.name,
      numbers.flatMap((number) => CUSTOMERS.map((customer) => message(customer, number))),
    );
    await eventually('every offset is committed', committedAll);
    for (const customer of CUSTOMERS) expect(shippedTo(customer)).toEqual(numbers);
    const { guards, interceptors, batches } = warehouse.enhancers;
    expect(batches).toBeGreaterThan(0);
    expect({ guards, interceptors }).toEqual({ guards: batches, interceptors: batches });
  });

  it('publishes what the handler returns, each to the partition number of its source', async () => {
    const shipped = await kafka.readAll(shipments.name);
    const sources = await kafka.readAll(orders.name);
    const partitionOf = new Map(sources.map(({ key, partition }) => [key, partition]));
    expect(shipped.length).toBe(CUSTOMERS.length * 50);
    for (const { key, partition } of shipped) expect(partition).toBe(partitionOf.get(key));
  });

  it('a poisoned record becomes a dead letter with its bytes; its neighbours are handled', async () => {
    warehouse.shipped = [];
    warehouse.onOrder = ({ event: e }) => {
      if (e.data.number === 1001) throw new PermanentError('out-of-stock', 'secret details');
    };
    await kafka.send(orders.name, [
      ...[1000, 1001].map((number) => message('Ana', number)),
      ...CUSTOMERS.slice(1).map((customer) => message(customer, 1002)),
    ]);
    await eventually('every offset is committed', committedAll);
    warehouse.onOrder = () => undefined;
    expect(shippedTo('Ana')).toEqual([1000]);
    for (const customer of CUSTOMERS.slice(1)) expect(shippedTo(customer)).toEqual([1002]);
    const letters = await kafka.readAll(deadLetterTopic(orders.name, GROUP));
    expect(letters).toHaveLength(1);
    expect(letters[0]).toMatchObject({
      key: 'Ana',
      value: JSON.stringify({ customer: 'Ana', number: 1001 }),
      headers: {
        ce_id: 'Ana.1001',
        'peaje-dlq-code': 'out-of-stock',
        'peaje-dlq-group': GROUP,
        'peaje-dlq-attempts': '3',
      },
    });
    expect(JSON.stringify(letters[0]!.headers)).not.toContain('secret');
  });

  it('an outage stops the partition, is seen in the health report, and ends without loss or dead letter', async () => {
    warehouse.shipped = [];
    const lettersBefore = await kafka.endOffset(deadLetterTopic(orders.name, GROUP));
    let outage = true;
    warehouse.onOrder = ({ event: e }) => {
      if (outage && e.data.customer === 'Bruno')
        throw Object.assign(new Error('no database'), { code: '57P01' });
    };
    await kafka.send(
      orders.name,
      [2000, 2001].map((number) => message('Bruno', number)),
    );
    await eventually('one partition waits for the database', () => {
      const partitions = app.get(ConsumerHealth).report()[0]!.partitions;
      expect(partitions.filter(({ retrying }) => retrying?.code === 'sql-57P01')).toHaveLength(1);
    });
    expect(shippedTo('Bruno')).toEqual([]);
    outage = false;
    await eventually('every offset is committed', committedAll);
    expect(shippedTo('Bruno')).toEqual([2000, 2001]);
    expect(await kafka.endOffset(deadLetterTopic(orders.name, GROUP))).toBe(lettersBefore);
  });
});
