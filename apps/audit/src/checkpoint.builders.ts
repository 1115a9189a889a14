import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { auditCheckpoints } from '@peaje/contracts';
import { SystemClock } from '@peaje/kernel';
import { PartitionProducer, type KafkaClient, type KafkaProducer } from '@peaje/messaging';
import type pg from 'pg';
import { Registry } from 'prom-client';
import { AppendLoad } from './append-load.js';
import { ChainSightings } from './chain-sightings.js';
import { CheckpointAlarms } from './checkpoint-alarms.js';
import { CheckpointLog } from './checkpoint-log.js';
import { CheckpointPublisher } from './checkpoint-publisher.js';
import { KeyRing } from './key-ring.js';
import { PublishedCheckpoints } from './published-checkpoints.js';
import { VerifyChains, type VerifyDeps } from './verify-chains.js';

export const { privateKey, publicKey } = generateKeyPairSync('ed25519');

export const PARTITIONS = 4;

/** For specs: a verification that trusts no key, and so reads no checkpoints. */
export const verifyWithoutKeys = (pool: pg.Pool, deps: Partial<VerifyDeps> = {}): VerifyChains =>
  new VerifyChains(pool, {
    keys: KeyRing.of(),
    checkpoints: {} as CheckpointLog,
    published: { snapshot: () => new Map() },
    sightings: new ChainSightings(),
    load: new AppendLoad(),
    clock: new SystemClock(),
    everyMs: 60_000,
    partitions: PARTITIONS,
    ...deps,
  });

/** For specs: a chain is known for long enough to need a checkpoint. */
export const LONG_KNOWN = { note: () => undefined, knownForMs: () => 3_600_000 } as unknown as ChainSightings;

/** For specs: one process of audit, as far as checkpoints are concerned. */
export class CheckpointProcess {
  readonly registry = new Registry();
  readonly alarms = new CheckpointAlarms(this.registry);
  readonly published: PublishedCheckpoints;
  readonly publisher: CheckpointPublisher;
  private readonly log: CheckpointLog;

  constructor(
    private readonly pool: pg.Pool,
    kafka: { client: KafkaClient; producer: KafkaProducer; topic: typeof auditCheckpoints },
    options: { key?: KeyObject | undefined; everyMs?: number; keys?: KeyRing } = {},
  ) {
    const { client, producer, topic } = kafka;
    this.log = new CheckpointLog(client, topic);
    this.published = new PublishedCheckpoints(
      this.log,
      options.keys ?? KeyRing.of(publicKey),
      ({ chain, number }) => this.alarms.raise(chain, 'two-heads', `checkpoint ${number}`),
    );
    this.publisher = new CheckpointPublisher(
      pool,
      new PartitionProducer(producer),
      new SystemClock(),
      { published: this.published, alarms: this.alarms, sightings: new ChainSightings() },
      {
        privateKey: 'key' in options ? options.key : privateKey,
        everyMs: options.everyMs ?? 3_600_000,
        partitions: PARTITIONS,
        topic,
      },
    );
  }

  /** The hooks that Nest calls when audit ends. */
  async shutDown(): Promise<void> {
    this.publisher.beforeApplicationShutdown();
    await this.publisher.onApplicationShutdown();
  }

  /** Signs the current heads, as a shutdown does. */
  sign(): Promise<void> {
    return this.publisher.signHeads();
  }

  /** What this process answers: it remembers what it has published. */
  verify(
    deps: Partial<VerifyDeps> = {},
    request?: Parameters<VerifyChains['execute']>[0],
  ): ReturnType<VerifyChains['execute']> {
    return verifyWithoutKeys(this.pool, {
      keys: KeyRing.of(publicKey),
      checkpoints: this.log,
      published: this.published,
      ...deps,
    }).execute(request);
  }

  get problems(): string[] {
    return this.alarms.report().map(({ chain, problem }) => `${chain} ${problem}`);
  }
}
