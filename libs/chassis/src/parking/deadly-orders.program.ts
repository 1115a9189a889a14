import { Controller, Inject, Module } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { ParkingModule, serviceEnv, startService } from '@peaje/chassis';
import { defineTopic } from '@peaje/contracts';
import { ConsumeBatch, type Batch } from '@peaje/messaging';
import pg from 'pg';
import { z } from 'zod';

/**
 * For deadly-record.int-spec, as a process of its own: a service from the built libraries. An order with one number kills
 * the process, an order with another never lets its event loop turn again.
 */

const { Pool } = pg;
const { GROUP = '', TOPIC = '', DEADLY_NUMBER, ENDLESS_NUMBER } = process.env;
const orders = defineTopic({
  name: TOPIC,
  cleanup: 'keep',
  groups: [GROUP],
  events: { 'test.order.placed.v1': z.object({ customer: z.string(), number: z.int() }) },
  writers: [],
  key: 'customer',
});

@Controller()
class OrdersConsumer {
  constructor(@Inject(Pool) private readonly pool: pg.Pool) {}

  @ConsumeBatch([orders], { group: GROUP })
  async onOrders(@Payload() batch: Batch<typeof orders>): Promise<void> {
    for (const { event } of batch) {
      if (event.data.number === Number(DEADLY_NUMBER)) process.kill(process.pid, 'SIGKILL');
      while (event.data.number === Number(ENDLESS_NUMBER));
    }
    const placed = batch.map(({ event: { data } }) => JSON.stringify(data));
    await this.pool.query('INSERT INTO handled (placed) SELECT * FROM unnest($1::json[])', [placed]);
  }
}

@Module({ imports: [ParkingModule], controllers: [OrdersConsumer] })
class OrdersModule {}

await startService({ name: GROUP, env: serviceEnv, module: OrdersModule });
