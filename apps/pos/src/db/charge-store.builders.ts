import type { OutboxRow, Relay } from '@peaje/messaging';
import { createTestDatabase, type TestDatabase } from '@peaje/testing';
import { ApplyOutcomes } from '../charge/apply-outcomes.handler.js';
import { PrismaCharges } from './charges.prisma.js';
import { PosDatabase } from './pos-database.js';
import { SettledListener } from './settled-listener.js';

/** For specs: the charges of one instance of pos, on a database of their own. */
export class ChargeStore {
  /** What the relay was offered. */
  readonly offered: OutboxRow[] = [];
  readonly listener: SettledListener;
  readonly charges: PrismaCharges;
  readonly outcomes: ApplyOutcomes;

  private constructor(readonly database: TestDatabase) {
    const { pool } = database;
    const relay = {
      waiting: 0,
      offer: (rows: readonly OutboxRow[]) => void this.offered.push(...rows),
    } as Relay;
    this.listener = new SettledListener(pool);
    this.charges = new PrismaCharges(new PosDatabase(pool), pool, relay, this.listener);
    this.outcomes = new ApplyOutcomes(this.charges);
  }

  static async open(): Promise<ChargeStore> {
    return new ChargeStore(await createTestDatabase('pos'));
  }
}
