import { setTimeout as pause } from 'node:timers/promises';
import { serviceOf } from '@peaje/contracts';
import { administratorUrl } from '@peaje/testing/outside';
import { booksOfPair } from '../money/books.js';
import { type BenchStack, type Service, SERVICES } from '../stack/bench-stack.js';
import { runSql } from '../stack/sql.js';
import type { Reading, Topics } from '../stack/topics.js';
import type { Arm, RunningArm } from './arm.js';

/** Purchases and passages: each service reads both. */
const READINGS: readonly Reading[] = [
  { group: 'debit', topics: ['charges.requested'] },
  { group: 'debit-passages', topics: ['passages.requested'] },
  { group: 'pos', topics: ['charges.decided'] },
  { group: 'pos-passages', topics: ['passages.decided'] },
  {
    group: 'audit',
    topics: ['charges.requested', 'charges.decided', 'passages.requested', 'passages.decided'],
  },
  { group: 'sms', topics: ['charges.decided', 'passages.decided'] },
];
const BETWEEN_LOOKS_MS = 200;

/** Peaje with all its services, or with some of them stopped. */
export class PeajeArm implements Arm {
  constructor(
    readonly name: string,
    private readonly stack: BenchStack,
    private readonly topics: Topics,
    private readonly services: readonly Service[] = SERVICES,
  ) {}

  async start(): Promise<RunningArm> {
    await this.stack.runOnly(this.services);
    await this.untilAtRest();
    const { services } = this.stack.info;
    const urls = this.services.map((name) => services[name]?.[0]?.url ?? '');
    return {
      url: services['pos']?.[0]?.url ?? '',
      processes: this.stack.processes(),
      metricUrls: urls.filter((_, i) => this.services[i] !== 'fake-twilio'),
      untilAtRest: () => this.untilAtRest(),
      books: booksOfPair,
      stop: () => this.stack.runOnly([]),
    };
  }

  private async untilAtRest(): Promise<void> {
    await this.topics.untilRead(
      READINGS.filter(({ group }) => this.services.includes(serviceOf(group) as Service)),
    );
    await untilAllAreDecided();
    if (this.services.includes('sms')) await untilTextsAreDelivered();
  }
}

/** pos has the bank's last word on every charge. Then nothing is on its way, not even in an outbox. */
const untilAllAreDecided = (): Promise<void> =>
  untilNone(
    'pos',
    `charge WHERE ledger = 'open' OR (status = 'cancelled' AND ledger NOT IN ('reversed', 'untouched'))`,
  );

const untilTextsAreDelivered = (): Promise<void> =>
  untilNone('sms', `notice WHERE status IN ('intent', 'calling', 'sent')`);

async function untilNone(database: string, rows: string): Promise<void> {
  for (;;) {
    const [row] = await runSql<{ exists: boolean }>(
      administratorUrl(database),
      `SELECT EXISTS (SELECT FROM ${rows}) AS exists`,
    );
    if (!row?.exists) return;
    await pause(BETWEEN_LOOKS_MS);
  }
}
