/** What the pipeline counts of one topic in one group. */
export interface PipelineObserver {
  onHandled(count: number, durationMs: number): void;
  onIgnored(type: string): void;
  onDeadLetter(code: string): void;
  onTransient(code: string): void;
}

/** Where the numbers go; the chassis gives one on Prometheus. */
export abstract class MessagingMetrics {
  abstract pipelineObserver(topic: string, group: string): PipelineObserver;
  /** What an operator did with parked records. */
  abstract redriven(topic: string, outcome: 'redriven' | 'failed' | 'discarded', count: number): void;
  /** A request to a broker, by its name: `Produce`, `Fetch`, `OffsetCommit` … */
  abstract kafkaRequest(api: string): void;
  abstract outboxRelayed(count: number): void;
  abstract outboxSwept(count: number): void;
  abstract outboxWaiting(count: number): void;
}

const UNSEEN: PipelineObserver = { onHandled() {}, onIgnored() {}, onDeadLetter() {}, onTransient() {} };

/** Counts nothing. */
export class NoMetrics extends MessagingMetrics {
  pipelineObserver(): PipelineObserver {
    return UNSEEN;
  }
  redriven(): void {}
  kafkaRequest(): void {}
  outboxRelayed(): void {}
  outboxSwept(): void {}
  outboxWaiting(): void {}
}
