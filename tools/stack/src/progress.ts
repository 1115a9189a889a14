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

/** Does the work of a step and tells of it; the words it returns become its detail. */
export async function runStep(
  onProgress: OnProgress,
  step: Step,
  work: () => Promise<string | void>,
): Promise<void> {
  const startedAt = performance.now();
  onProgress({ step, state: 'running' });
  try {
    const detail = await work();
    onProgress({ step, state: 'done', ms: performance.now() - startedAt, ...(detail ? { detail } : {}) });
  } catch (error) {
    onProgress({ step, state: 'failed' });
    throw error;
  }
}
