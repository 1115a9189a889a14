import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { EX_CONFIG, groupOf, groupsOf, topics } from '@peaje/contracts';
import type { KafkaClient, PartitionOffset, SqlSession } from '@peaje/messaging';
import { BackgroundCheck } from './background-check.js';

/** By what a service knows that it has worked before. */
export interface Remembered {
  /** There is one of these from the service's first work on. A table, or more of what SQL says after FROM. */
  readonly rows: readonly string[];
  /** Topics that only this service writes, of which it is the record: its database cannot be made from Kafka again. */
  readonly writes?: readonly string[];
}

export interface LostDatabaseCheckDeps {
  readonly client: KafkaClient;
  readonly session: SqlSession;
  readonly service: string;
  readonly remembered: Remembered | undefined;
  /** `PEAJE_ALLOW_EMPTY`: the earlier records stay lost. Never for a system of record. */
  readonly allowEmpty: boolean;
  readonly end?: (exitCode: number) => void;
}

/**
 * An empty database and a log that remembers: the service ends, because it would begin in the middle. Consumers and the
 * relay wait for `passed`. A database that has rows passes without Kafka; an empty one must wait for Kafka's answer.
 */
export class LostDatabaseCheck implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly passed: Promise<void>;
  private readonly logger = new Logger(LostDatabaseCheck.name);
  private readonly backgroundCheck = new BackgroundCheck(() => this.look(), {
    againAfterMs: 1_000,
    onError: (error) => this.logger.warn(error, 'cannot tell yet whether the database was lost'),
  });
  private readonly pass: () => void;
  private hasPassed = false;

  constructor(private readonly deps: LostDatabaseCheckDeps) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.passed = promise;
    this.pass = resolve;
  }

  get isPassed(): boolean {
    return this.hasPassed;
  }

  onApplicationBootstrap(): void {
    this.backgroundCheck.start();
  }

  onApplicationShutdown(): void {
    this.backgroundCheck.stop();
  }

  private async look(): Promise<boolean> {
    const trace = (await this.isEmpty()) ? await this.traceInKafka() : null;
    if (this.backgroundCheck.isStopped) return true;
    // Another instance may have begun in the meantime: what it wrote to Kafka, it has in the database.
    if (trace !== null && (await this.isEmpty())) this.refuse(trace);
    else {
      this.hasPassed = true;
      this.pass();
    }
    return true;
  }

  private async isEmpty(): Promise<boolean> {
    const { session, remembered, allowEmpty } = this.deps;
    if (!remembered || (allowEmpty && !remembered.writes)) return false;
    const exists = remembered.rows.map((row) => `EXISTS (SELECT FROM ${row})`);
    const { rows } = await session.query<{ filled: boolean }>(`SELECT ${exists.join(' OR ')} AS filled`);
    return !rows[0]!.filled;
  }

  private async traceInKafka(): Promise<string | null> {
    const { client, service, remembered } = this.deps;
    for (const topic of remembered?.writes ?? [])
      if (beyondStart(await client.endOffsets(topic)))
        return `${topic} has records that only ${service} writes`;
    for (const { name, groups } of topics) {
      const group = groupOf(service, name);
      if (groups.includes(group) && beyondStart(await client.committedOffsets(group, name)))
        return `group ${group} has read ${name}`;
    }
    return null;
  }

  private refuse(trace: string): void {
    const { service, remembered, end = (exitCode) => process.exit(exitCode) } = this.deps;
    const wayOut = remembered?.writes
      ? 'it is the record of them: restore its backup'
      : `to build it again, set group ${groupsOf(service).join(' and ')} back to the beginning; ` +
        'PEAJE_ALLOW_EMPTY=1 starts without the earlier records';
    this.backgroundCheck.stop();
    this.logger.fatal(`the database is empty but ${trace}: ${wayOut}`);
    end(EX_CONFIG);
  }
}

const beyondStart = (offsets: readonly PartitionOffset[]): boolean =>
  offsets.some(({ offset }) => offset > 0n);
