import { defineTopic } from '@peaje/messaging';
import { z } from 'zod';

/** The consumer group, and the name of this service. */
export const WAREHOUSE = 'warehouse';

const name = z.string().min(1).max(100);
export const newOrder = z.strictObject({ customer: name, article: name });
export type NewOrder = z.infer<typeof newOrder>;

/** The key is the customer: a customer's orders stand in one partition, and a dead letter parks this customer only. */
export const ordersPlaced = defineTopic({
  name: 'orders.placed',
  cleanup: 'keep',
  groups: [WAREHOUSE],
  writers: [WAREHOUSE],
  key: 'customer',
  events: { 'shop.order.placed.v1': z.object({ orderId: z.uuid(), customer: name, article: name }) },
});
