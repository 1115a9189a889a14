import type { PipelineObserver } from './pipeline.js';

/** Where the numbers go; the chassis gives one on Prometheus. */
export abstract class MessagingMetrics {
  abstract pipelineObserver(topic: string, group: string): PipelineObserver;
  abstract outboxRelayed(count: number): void;
  abstract outboxSwept(count: number): void;
  abstract outboxWaiting(count: number): void;
}
