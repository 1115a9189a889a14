import { administratorUrl } from '@peaje/testing/outside';
import { runSql } from '../stack/sql.js';

/** Counts since the start of the processes. They hold on a noisy machine. */
export interface Counts {
  /** Transactions that wrote: each has a commit record in the log. */
  readonly commits: number;
  readonly walBytes: number;
  readonly produce: number;
  readonly offsetCommits: number;
  readonly fetches: number;
  readonly providerCalls: number;
}

/** @param metricUrls of the services that run */
export async function readCounts(metricUrls: readonly string[]): Promise<Counts> {
  const [database] = await runSql<{ commits: string; wal: string }>(
    administratorUrl('postgres'),
    `SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS commits, pg_current_wal_insert_lsn() - '0/0' AS wal`,
  );
  const pages = await Promise.all(metricUrls.map(async (url) => (await fetch(`${url}/metrics`)).text()));
  const total = (series: RegExp): number => pages.reduce((sum, page) => sum + sumOf(page, series), 0);
  return {
    commits: Number(database!.commits),
    walBytes: Number(database!.wal),
    produce: total(/^peaje_kafka_requests_total\{api="Produce"\}/),
    offsetCommits: total(/^peaje_kafka_requests_total\{api="OffsetCommit"\}/),
    fetches: total(/^peaje_kafka_requests_total\{api="Fetch"\}/),
    providerCalls: total(/^peaje_sms_calls_total\{/),
  };
}

const sumOf = (page: string, series: RegExp): number =>
  page
    .split('\n')
    .filter((line) => series.test(line))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);

export const countedBetween = (before: Counts, after: Counts): Counts => ({
  commits: after.commits - before.commits,
  walBytes: after.walBytes - before.walBytes,
  produce: after.produce - before.produce,
  offsetCommits: after.offsetCommits - before.offsetCommits,
  fetches: after.fetches - before.fetches,
  providerCalls: after.providerCalls - before.providerCalls,
});
