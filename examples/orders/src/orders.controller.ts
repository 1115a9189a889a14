import { randomUUID } from 'node:crypto';
import { Body, Controller, Inject, Post } from '@nestjs/common';
import { insertOutbox, outboxRow, Relay, SqlDatabase } from '@peaje/messaging';
import { newOrder, ordersPlaced, type NewOrder } from './orders.topic.js';

@Controller('orders')
export class OrdersController {
  constructor(
    @Inject(SqlDatabase) private readonly database: SqlDatabase,
    @Inject(Relay) private readonly relay: Relay,
  ) {}

  /** The order and its event are one commit. Kafka may be away: the event waits in the outbox. */
  @Post()
  async place(@Body({ schema: newOrder }) { customer, article }: NewOrder): Promise<{ orderId: string }> {
    const [orderId, placedAt] = [randomUUID(), new Date().toISOString()];
    const event = outboxRow(ordersPlaced, {
      id: orderId,
      type: 'shop.order.placed.v1',
      source: '/orders',
      subject: orderId,
      time: placedAt,
      data: { orderId, customer, article },
    });
    await this.database.transaction(async (session) => {
      await session.query(
        'INSERT INTO customer_order (id, customer, article, placed_at) VALUES ($1, $2, $3, $4)',
        [orderId, customer, article, placedAt],
      );
      await insertOutbox(session, [event]);
    });
    this.relay.offer([event]);
    return { orderId };
  }
}
