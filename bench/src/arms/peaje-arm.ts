import { setTimeout as pause } from 'node:timers/promises';
import { serviceOf } from '@peaje/contracts';
import { administratorUrl } from '@peaje/testing/outside';
import { type BenchStack, type Service, SERVICES } from '../stack/bench-stack.js';
import { runSql } from '../stack/sql.js';
import type { Reading, Topics } from '../stack/topics.js';
import { type Arm, BrokenInvariant, type RunningArm } from './arm.js';

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
      check: checkMoney,
      stop: () => this.stack.runOnly([]),
    };
  }

  private async untilAtRest(): Promise<void> {
    await this.topics.untilRead(
      READINGS.filter(({ group }) => this.services.includes(serviceOf(group) as Service)),
    );
    if (this.services.includes('sms')) await untilTextsAreDelivered();
  }
}

async function untilTextsAreDelivered(): Promise<void> {
  for (;;) {
    const [row] = await runSql<{ open: string }>(
      administratorUrl('sms'),
      `SELECT count(*) AS open FROM notice WHERE status IN ('intent', 'calling', 'sent')`,
    );
    if (row?.open === '0') return;
    await pause(BETWEEN_LOOKS_MS);
  }
}

async function checkMoney(approvedIds: readonly string[]): Promise<void> {
  const [row] = await runSql<{ sum: string; postings: string; charges: string }>(
    administratorUrl('debit'),
    `SELECT (SELECT sum(balance_minor) FROM account) AS sum,
            count(*) AS postings, count(DISTINCT charge_id) AS charges
     FROM posting WHERE kind = 'charge' AND charge_id = ANY($1::uuid[])`,
    [approvedIds],
  );
  if (row?.sum !== '0') throw new BrokenInvariant(`the balances sum to ${row?.sum}`);
  if (Number(row.postings) !== approvedIds.length || Number(row.charges) !== approvedIds.length)
    throw new BrokenInvariant(`${approvedIds.length} approved answers, ${row.postings} postings`);
}
