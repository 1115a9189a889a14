import type { KeyObject } from 'node:crypto';
import {
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { inTransaction } from '@peaje/chassis';
import { auditCheckpoints, EMPTY_CHAIN, type Head, type NumberedCheckpoint } from '@peaje/contracts';
import { within, type Clock } from '@peaje/kernel';
import { outgoing, partitionFor, type PartitionProducer } from '@peaje/messaging';
import type pg from 'pg';
import { tryToLockCheckpoints } from './audit.sql.js';
import { readHeads } from './chain.sql.js';
import type { ChainSightings } from './chain-sightings.js';
import type { CheckpointAlarms } from './checkpoint-alarms.js';
import { signCheckpoint } from './checkpoint.js';
import { judgeHead } from './head-judgement.js';
import { NOTHING_PUBLISHED, type PublishedCheckpoints } from './published-checkpoints.js';

const SOURCE = '/peaje/audit';
/** The time for the last checkpoints of a shutdown. When Kafka is down, the next start signs the same heads. */
const LAST_CHECKPOINTS_WITHIN_MS = 3_000;
/** How often it looks for new chains: their first checkpoint comes within 5 s. */
const LOOK_EVERY_MS = 2_000;
/** PostgreSQL ends a transaction that does nothing for 5 s. */
const KAFKA_UNDER_LOCK_MS = 4_000;
const kafkaIsSlow = (): never => {
  throw new Error('Kafka does not answer in time');
};

export interface CheckpointOptions {
  readonly privateKey: KeyObject | undefined;
  readonly everyMs: number;
  readonly partitions: number;
  readonly topic?: typeof auditCheckpoints;
}

export interface CheckpointState {
  readonly published: PublishedCheckpoints;
  readonly alarms: CheckpointAlarms;
  readonly sightings: ChainSightings;
}

/**
 * Signs the heads of all chains and publishes them to Kafka, out of reach for anyone with access to the database
 * only. It signs a head only when it extends the last published one. It needs no outbox: the next checkpoint
 * replaces a lost one, and a duplicate repeats the same head.
 */
export class CheckpointPublisher
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private readonly logger = new Logger(CheckpointPublisher.name);
  /** The highest head of each chain that this process found to extend the last published checkpoint. */
  private readonly intact = new Map<string, Head>();
  /** Kafka may have these or not: the same bytes go out again, so that no number gets two heads. */
  private readonly unacknowledged = new Map<string, NumberedCheckpoint>();
  private lastRoundMs = -Infinity;
  private timer: NodeJS.Timeout | undefined;
  private publishing: Promise<void> | undefined;

  constructor(
    private readonly pool: pg.Pool,
    private readonly producer: PartitionProducer,
    private readonly clock: Clock,
    private readonly state: CheckpointState,
    private readonly options: CheckpointOptions,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.options.privateKey) {
      this.logger.warn(
        'no checkpoints: PEAJE_CHECKPOINT_KEY_FILE is not set; entries deleted at the end of a chain leave no trace',
      );
      return;
    }
    this.timer = setInterval(() => void this.publishOnce(), Math.min(this.options.everyMs, LOOK_EVERY_MS));
  }

  /** While Kafka does not answer, leaving its group takes as long as that of the records: both at once. */
  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
    if (!this.state.published.isCurrent) void this.state.published.stop();
  }

  /** Signs the last heads. The consumers have ended before, the producer ends afterwards. */
  async onApplicationShutdown(): Promise<void> {
    if (!this.options.privateKey) return;
    await within(LAST_CHECKPOINTS_WITHIN_MS, this.signHeads(), () => undefined);
    await this.state.published.stop();
  }

  /** Signs all heads now, due or not. */
  async signHeads(): Promise<void> {
    await this.publishing;
    this.lastRoundMs = -Infinity;
    await this.publishOnce();
  }

  private publishOnce(): Promise<void> {
    return (this.publishing ??= this.publish().finally(() => (this.publishing = undefined)));
  }

  private async publish(): Promise<void> {
    try {
      const heads = await readHeads(this.pool);
      this.state.sightings.note(heads.keys());
      const isDue = performance.now() - this.lastRoundMs >= this.options.everyMs;
      if (isDue || [...heads].some(([chain, head]) => this.isNew(chain, head))) await this.round(isDue);
    } catch (error) {
      this.logger.warn(error, 'could not publish checkpoints; the next interval tries again');
    }
  }

  private isNew(chain: string, { seq }: Head): boolean {
    return seq > 0n && this.state.published.newest(chain).number === 0;
  }

  /** One instance at a time: two would give one number to two heads. */
  private async round(isDue: boolean): Promise<void> {
    const startedMs = performance.now();
    const { published } = this.state;
    // Before the lock, because it may take as long as Kafka does. Under the lock little is left to read.
    if (!published.isCurrent) await published.catchUp();
    // Also before the lock: under it, only the entries are hashed that were appended since.
    await this.headsToSign(isDue);
    await inTransaction(this.pool, async (lock) => {
      if (!(await tryToLockCheckpoints(lock))) return;
      await within(KAFKA_UNDER_LOCK_MS, published.catchUp(), kafkaIsSlow);
      const toSign = await this.headsToSign(isDue);
      const sent = Promise.all(toSign.map(([chain, head]) => this.publishHead(chain, head)));
      await within<unknown>(KAFKA_UNDER_LOCK_MS, sent, kafkaIsSlow);
      if (isDue) this.lastRoundMs = startedMs;
    });
  }

  /** Judges all chains, or only those without a checkpoint. It reads their heads after what was published. */
  private async headsToSign(isDue: boolean): Promise<[string, Head][]> {
    const all = this.state.published.snapshot();
    const heads = await readHeads(this.pool);
    const toSign: [string, Head][] = [];
    for (const chain of new Set([...heads.keys(), ...all.keys()])) {
      const head = heads.get(chain) ?? EMPTY_CHAIN;
      const newest = all.get(chain) ?? NOTHING_PUBLISHED;
      if (!isDue && newest.number > 0) continue;
      const judgement = await judgeHead(this.pool, chain, head, newest, this.intact.get(chain));
      if (judgement.verdict !== 'extends') this.refuse(chain, head, judgement.verdict, judgement.detail);
      else if (this.accept(chain, head) && (head.seq > newest.seq || this.isNew(chain, head)))
        toSign.push([chain, head]);
    }
    return toSign;
  }

  private accept(chain: string, head: Head): true {
    this.state.alarms.clear(chain);
    this.intact.set(chain, head);
    return true;
  }

  /** A chain that is read again from its beginning is behind for a while; one that was here already was cut. */
  private refuse(chain: string, { seq }: Head, verdict: 'behind' | 'differs', detail: string): void {
    const wasHere = (this.intact.get(chain)?.seq ?? 0n) > seq;
    this.state.alarms.raise(chain, verdict === 'behind' && wasHere ? 'cut' : verdict, detail);
  }

  private async publishHead(chain: string, head: Head): Promise<void> {
    const checkpoint = this.checkpointFor(chain, head);
    const { partitions, topic = auditCheckpoints } = this.options;
    const event = {
      id: `${chain}.${checkpoint.number}.${checkpoint.hash.slice(0, 16)}`,
      type: 'peaje.audit.checkpoint.v2',
      source: SOURCE,
      subject: chain,
      time: checkpoint.signedAt,
      data: checkpoint,
    } as const;
    const to = outgoing(topic, partitionFor(topic.name, chain, partitions), event);
    this.unacknowledged.set(chain, checkpoint);
    await this.producer.append(to.topic, to.partition, to.record);
    this.unacknowledged.delete(chain);
    this.state.published.add(checkpoint);
  }

  private checkpointFor(chain: string, head: Head): NumberedCheckpoint {
    const { number, digest: previous } = this.state.published.newest(chain);
    const before = this.unacknowledged.get(chain);
    if (before?.number === number + 1 && before.previous === previous) return before;
    const { seq, hash } = head;
    return signCheckpoint(
      {
        chain,
        number: number + 1,
        previous,
        seq: Number(seq),
        hash: hash.toString('hex'),
        signedAt: this.clock.now().toISOString(),
      },
      this.options.privateKey!,
    );
  }
}
