import type { LogConsumer } from './log-client.js';

export interface LaneHealth {
  readonly topic: string;
  readonly partition: number;
  readonly lastProgressAt: string | null;
  /** Records between what the group has committed and the end, as last seen; null: not looked yet. */
  readonly lag: number | null;
  /** Why this partition waits; null when it does not. */
  readonly retrying: { readonly code: string; readonly since: string } | null;
}

export interface GroupHealth {
  readonly group: string;
  readonly inGroup: boolean;
  readonly lanes: readonly LaneHealth[];
}

/** What `/health/consumers` says: each group, whether this process is in it, and how far it got. */
export class ConsumerHealth {
  private group: { readonly name: string; readonly consumer: LogConsumer } | undefined;
  private readonly progress = new Map<string, Date>();
  private readonly lags = new Map<string, number>();
  private readonly waiting = new Map<string, { code: string; since: Date }>();

  watch(name: string, consumer: LogConsumer): void {
    this.group = { name, consumer };
  }

  progressed(topic: string, partition: number): void {
    this.progress.set(`${topic}/${partition}`, new Date());
    this.waiting.delete(`${topic}/${partition}`);
  }

  retrying(topic: string, partition: number, code: string): void {
    const lane = `${topic}/${partition}`;
    this.waiting.set(lane, { code, since: this.waiting.get(lane)?.since ?? new Date() });
  }

  isRetrying(topic: string, partition: number): boolean {
    return this.waiting.has(`${topic}/${partition}`);
  }

  lagSeen(topic: string, partition: number, lag: number): void {
    this.lags.set(`${topic}/${partition}`, lag);
  }

  report(): GroupHealth[] {
    if (!this.group) return [];
    const { inGroup, assignment } = this.group.consumer.state();
    const lanes = Object.entries(assignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => this.laneHealth(topic, partition)),
    );
    return [{ group: this.group.name, inGroup, lanes }];
  }

  private laneHealth(topic: string, partition: number): LaneHealth {
    const lane = `${topic}/${partition}`;
    const waiting = this.waiting.get(lane);
    return {
      topic,
      partition,
      lastProgressAt: this.progress.get(lane)?.toISOString() ?? null,
      lag: this.lags.get(lane) ?? null,
      retrying: waiting ? { code: waiting.code, since: waiting.since.toISOString() } : null,
    };
  }
}
