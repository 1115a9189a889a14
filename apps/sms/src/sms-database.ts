import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { PrismaClient } from './db/generated/client.js';

/** Prisma on the service's one pool, which the hot statements use directly. */
export class SmsDatabase extends PrismaClient {
  constructor(pool: pg.Pool) {
    super({ adapter: new PrismaPg(pool) });
  }
}
