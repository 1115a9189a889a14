import { type Progress, type Step, STEPS } from '../progress.js';

/** Whose step it is, where that is not plain from its own name. */
const OWNERS: Partial<Record<Step, string>> = {
  kafkaFiles: 'Kafka',
  brokers: 'Kafka',
  topics: 'Kafka',
  postgres: 'PostgreSQL',
  migrations: 'PostgreSQL',
};

/** One line a finished step, for logs and pipes; null for what needs no line. Pure. */
export function progressLine({ step, state, detail, ms }: Progress): string | null {
  const owner = OWNERS[step];
  const title = owner ? `${owner}: ${STEPS[step].toLowerCase()}` : STEPS[step];
  if (state === 'failed') return `failed  ${title}`;
  if (state === 'running') return detail ? `…       ${title}: ${detail}` : null;
  return `${duration(ms).padEnd(7)} ${title}${detail ? ` (${detail})` : ''}`;
}

/** `0.4 s`. Pure. */
export function duration(ms = 0): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
