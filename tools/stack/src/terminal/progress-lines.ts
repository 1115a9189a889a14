import { type Progress, type Step, STEPS } from '../progress.js';

/** The system of a step, where the title does not name it. */
const SYSTEMS: Partial<Record<Step, string>> = {
  kafkaFiles: 'Kafka',
  brokers: 'Kafka',
  topics: 'Kafka',
  postgres: 'PostgreSQL',
  migrations: 'PostgreSQL',
};

/** The line of a step, for logs and pipes; null when there is nothing to report. Pure. */
export function progressLine({ step, state, detail, ms }: Progress): string | null {
  const system = SYSTEMS[step];
  const title = system ? `${system}: ${STEPS[step].toLowerCase()}` : STEPS[step];
  if (state === 'failed') return `failed  ${title}`;
  if (state === 'running') return detail ? `…       ${title}: ${detail}` : null;
  return `${duration(ms).padEnd(7)} ${title}${detail ? ` (${detail})` : ''}`;
}

/** `0.4 s`. Pure. */
export function duration(ms = 0): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
