/** The steps of a start. Those of Kafka and of PostgreSQL run in parallel. */
export const STEPS = {
  check: 'Disk, ports, Java',
  kafkaFiles: 'Files',
  brokers: 'Brokers',
  topics: 'Topics',
  postgres: 'Server',
  migrations: 'Databases and migrations',
  services: 'Services',
  seed: 'Demo data',
} as const;
export type Step = keyof typeof STEPS;

/** The state of a step. `detail` is a text for people: `3 brokers`. */
export interface Progress {
  step: Step;
  state: 'running' | 'done' | 'failed';
  detail?: string;
  /** The duration of a step that is done, in milliseconds. */
  ms?: number;
}

export type OnProgress = (progress: Progress) => void;

/** Does the work of a step and reports its progress. A text that the work returns becomes the detail. */
export async function runStep<T>(onProgress: OnProgress, step: Step, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  onProgress({ step, state: 'running' });
  try {
    const result = await work();
    const detail = typeof result === 'string' && result ? { detail: result } : {};
    onProgress({ step, state: 'done', ms: performance.now() - startedAt, ...detail });
    return result;
  } catch (error) {
    onProgress({ step, state: 'failed' });
    throw error;
  }
}
