import type { PipelineObserver } from './pipeline.js';

/** Where the numbers go; the chassis gives one on Prometheus. */
export abstract class MessagingMetrics {
  abstract pipelineObserver(topic: string, group: string): PipelineObserver;
  /** What became of parked records by an operator's hand. */
  abstract redriven(topic: string, outcome: 'redriven' | 'failed' | 'discarded', count: number): void;
  abstract outboxRelayed(count: number): void;
  abstract outboxSwept(count: number): void;
  abstract outboxWaiting(count: number): void;
}
