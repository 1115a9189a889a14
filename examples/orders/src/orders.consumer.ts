import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { ConsumeBatch, SqlDatabase, type Batch } from '@peaje/messaging';
import { ordersPlaced, WAREHOUSE } from './orders.topic.js';

@Controller()
export class OrdersConsumer {
  constructor(@Inject(SqlDatabase) private readonly database: SqlDatabase) {}

  /**
   * One statement for the whole batch. An order that comes again finds its parcel. An order for an unknown article
   * breaks the foreign key: the pipeline finds that record, and parks its customer.
   */
  @ConsumeBatch([ordersPlaced], { group: WAREHOUSE })
  async pack(@Payload() batch: Batch<typeof ordersPlaced>): Promise<void> {
    const orders = batch.map(({ event }) => event.data);
    await this.database.query(
      `INSERT INTO parcel (order_id, customer, article)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[]) ON CONFLICT (order_id) DO NOTHING`,
      [orders.map((o) => o.orderId), orders.map((o) => o.customer), orders.map((o) => o.article)],
    );
  }
}
