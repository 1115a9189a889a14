import type { Books } from '../money/books.js';

/** A program, or Peaje, that the bench measures. While one arm runs, no process of another arm does. */
export interface Arm {
  readonly name: string;
  /** Starts its processes. Returns when they take purchases. */
  start(): Promise<RunningArm>;
}

export interface RunningArm {
  readonly url: string;
  /** By name. The names of brokers and database are the same in every arm. */
  readonly processes: Readonly<Record<string, readonly number[]>>;
  /** The services whose `/metrics` count requests; none in an arm that has no metrics. */
  readonly metricUrls: readonly string[];
  /** Returns when all that was asked for is done: every group has read every record. */
  untilAtRest(): Promise<void>;
  books(): Promise<Books>;
  stop(): Promise<void>;
}
