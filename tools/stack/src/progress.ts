/** The steps of a start. Kafka's and PostgreSQL's run side by side. */
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

/** What happens to a step. `detail` is for people: how many brokers, what is being fetched. */
export interface Progress {
  step: Step;
  state: 'running' | 'done' | 'failed';
  detail?: string;
  /** How long it took, in milliseconds; with `done`. */
  ms?: number;
}

export type OnProgress = (progress: Progress) => void;

/** Does the work of a step and tells of it; when it returns words, they become its detail. */
export async function runStep<T>(onProgress: OnProgress, step: Step, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  onProgress({ step, state: 'running' });
  try {
    const done = await work();
    const detail = typeof done === 'string' && done ? { detail: done } : {};
    onProgress({ step, state: 'done', ms: performance.now() - startedAt, ...detail });
    return done;
  } catch (error) {
    onProgress({ step, state: 'failed' });
    throw error;
  }
}
