import { administratorUrl, urlOf } from '@peaje/testing/outside';
import pg from 'pg';

/** Counts since the start of the processes. */
export interface Counts {
  /** Transactions that wrote: each has a commit record in the log of PostgreSQL. */
  readonly commits: number;
  readonly produceRequests: number;
  readonly offsetCommits: number;
  /** Calls of sms to the provider. */
  readonly providerCalls: number;
}

const SERVICES = ['pos', 'debit', 'audit', 'sms'] as const;

export async function readCounts(): Promise<Counts> {
  const pages = await Promise.all(
    SERVICES.map(async (service) => (await fetch(`${urlOf(service)}/metrics`)).text()),
  );
  const total = (series: string): number =>
    pages
      .flatMap((page) => page.split('\n'))
      .filter((line) => line.startsWith(series))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  return {
    commits: await commitsThatWrote(),
    produceRequests: total('peaje_kafka_requests_total{api="Produce"}'),
    offsetCommits: total('peaje_kafka_requests_total{api="OffsetCommit"}'),
    providerCalls: total('peaje_sms_calls_total{'),
  };
}

/** Only a transaction that writes gets a number. */
async function commitsThatWrote(): Promise<number> {
  const client = new pg.Client({ connectionString: administratorUrl('postgres') });
  await client.connect();
  try {
    const { rows } = await client.query<{ number: string }>(
      'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS number',
    );
    return Number(rows[0]!.number);
  } finally {
    await client.end();
  }
}

/** What was counted between two readings, for each of `charges` charges. */
export const countsACharge = (before: Counts, after: Counts, charges: number): Counts => ({
  commits: (after.commits - before.commits) / charges,
  produceRequests: (after.produceRequests - before.produceRequests) / charges,
  offsetCommits: (after.offsetCommits - before.offsetCommits) / charges,
  providerCalls: (after.providerCalls - before.providerCalls) / charges,
});
