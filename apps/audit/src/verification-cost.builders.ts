import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { auditCheckpoints } from '@peaje/contracts';
import { newId } from '@peaje/kernel';
import type { TestKafka } from '@peaje/testing';

export async function checkpointTopic(
  kafka: TestKafka,
  partitions: number,
): Promise<typeof auditCheckpoints> {
  const topic = { ...auditCheckpoints, name: `checkpoints-${newId()}` };
  await kafka.createTopics([topic.name], partitions);
  return topic;
}

export interface Cost {
  readonly what: string;
  readonly entries: number;
  readonly ms: number;
  /** The highest resident memory of the process meanwhile, less that before. */
  readonly growthMb: number;
  readonly peakMb: number;
}

const MB = 1024 * 1024;

/** Runs something and watches the memory of this process. */
export async function peakOf<T>(work: () => Promise<T>) {
  const beforeMb = process.memoryUsage.rss() / MB;
  let peakMb = beforeMb;
  const watch = () => (peakMb = Math.max(peakMb, process.memoryUsage.rss() / MB));
  const watching = setInterval(watch, 50);
  const startedMs = performance.now();
  const result = await work();
  const ms = performance.now() - startedMs;
  clearInterval(watching);
  watch();
  return { result, ms, growthMb: peakMb - beforeMb, peakMb };
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

interface Costs {
  readonly entries: number;
  readonly rounds: number;
  readonly costs: readonly Cost[];
  readonly alone: number;
  readonly beside: number;
  readonly rates: { readonly alone: readonly number[]; readonly beside: readonly number[] };
}

/** The report of `npm run measure:audit`. */
export function writeCosts(
  file: string | undefined,
  { entries, rounds, costs, alone, beside, rates }: Costs,
): void {
  const shown = (values: readonly number[]) => values.map((value) => value.toFixed(0)).join(', ');
  const text = [
    '# What a verification of the record costs',
    '',
    '`npm run measure:audit` writes this page. One chain has the entries of the table, each of about 500 bytes, made by the',
    'functions that audit makes them with, in the PostgreSQL of a stack of its own with three brokers. The process has',
    'Jest besides audit: read the growth of its memory, not the sum. "Beside" means that full verifications run one after',
    'another in the same process; rounds with and without one take turns.',
    '',
    `${new Date().toISOString().slice(0, 10)}, load average ${loadavg()
      .map((one) => one.toFixed(1))
      .join(', ')}`,
    '',
    '| what | entries read | seconds | entries/s | memory grows by, MB | peak, MB |',
    '| --- | --: | --: | --: | --: | --: |',
    ...costs.map(
      ({ what, entries: read, ms, growthMb, peakMb }) =>
        `| ${what} | ${read} | ${(ms / 1000).toFixed(2)} | ${((read / ms) * 1000).toFixed(0)} | ${growthMb.toFixed(0)} | ${peakMb.toFixed(0)} |`,
    ),
    '',
    `Appends, median of ${rounds} rounds each: ${alone.toFixed(0)} entries/s alone, ${beside.toFixed(0)} beside a`,
    `verification of ${entries} entries, ${((1 - beside / alone) * 100).toFixed(1)} % fewer.`,
    '',
    `- alone: ${shown(rates.alone)}`,
    `- beside: ${shown(rates.beside)}`,
    '',
  ].join('\n');
  if (file) writeFileSync(file, text);
  else process.stdout.write(text);
}
