import { Controller, Inject, Module } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { deadLetterTopic, defineTopic, encodeEvent } from '@peaje/contracts';
import { ConsumeBatch, OnDiscard, outgoing, type Batch, type Outgoing } from '@peaje/messaging';
import { z } from 'zod';
import { ParkingModule } from './parking.module.js';

/** For specs: a service that ships the orders of customers, and fails as the spec says. */

const run = crypto.randomUUID().slice(0, 8);
export const GROUP = `warehouse-${run}`;
/** The orders of a customer are numbered. */
const order = z.object({ customer: z.string(), number: z.int() });
const topicOfOrders = (name: string) =>
  defineTopic({
    name: `${name}-${run}`,
    cleanup: 'keep',
    groups: [GROUP],
    events: { 'test.order.placed.v1': order, 'test.order.refunded.v1': order },
    writers: [],
    key: 'customer',
  });
export const orders = topicOfOrders('orders');
/** The service answers each order with an event whose id is that of the order and `.shipped` or `.discarded`. */
export const shipments = topicOfOrders('shipments');
export const DEAD = deadLetterTopic(orders.name, GROUP);

export type Order = Batch<typeof orders>[number];

/** What the service has shipped and discarded; `onOrder` comes before and may throw. */
export class Warehouse {
  shipped: Order[] = [];
  discarded: Order[] = [];
  onOrder: (order: Order) => void | Promise<void> = () => undefined;

  /** The numbers of the orders that were shipped to a customer. */
  shippedTo = (customer: string): number[] =>
    this.shipped
      .filter(({ event }) => event.data.customer === customer)
      .map(({ event }) => event.data.number);
}

@Controller()
class OrdersConsumer {
  constructor(@Inject(Warehouse) private readonly warehouse: Warehouse) {}

  @ConsumeBatch([orders], { group: GROUP })
  async onOrders(@Payload() batch: Batch<typeof orders>): Promise<Outgoing[]> {
    for (const order of batch) await this.warehouse.onOrder(order);
    this.warehouse.shipped.push(...batch);
    return batch.map((order) => answer(order, 'shipped'));
  }

  @OnDiscard([orders], ['test.order.placed.v1'])
  async onDiscard(@Payload() order: Order): Promise<Outgoing[]> {
    await this.warehouse.onOrder(order);
    this.warehouse.discarded.push(order);
    return [answer(order, 'discarded')];
  }
}

const answer = ({ event, partition }: Order, what: 'shipped' | 'discarded') =>
  outgoing(shipments, partition, { ...event, id: `${event.id}.${what}` });

@Module({ imports: [ParkingModule], controllers: [OrdersConsumer], providers: [Warehouse] })
export class OrdersModule {}

export const message = (customer: string, number: number, type: 'placed' | 'refunded' = 'placed') => ({
  key: customer,
  ...encodeEvent({
    id: `${customer}.${number}`,
    type: `test.order.${type}.v1`,
    source: '/test',
    subject: customer,
    time: '2026-11-22T10:00:00.000Z',
    data: { customer, number },
  }),
});
