import { z } from 'zod';
import { startOrders } from './orders.app.js';

const env = z.object({ DATABASE_URL: z.url(), KAFKA_BROKERS: z.string().min(1), PORT: z.coerce.number() });
const { DATABASE_URL, KAFKA_BROKERS, PORT } = env.parse(process.env);

await startOrders(DATABASE_URL, KAFKA_BROKERS.split(','), PORT);
