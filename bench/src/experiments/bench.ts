import type { Arm } from '../arms/arm.js';
import { PeajeArm } from '../arms/peaje-arm.js';
import { ProgramArm } from '../arms/program-arm.js';
import { BenchStack, PARTITIONS } from '../stack/bench-stack.js';
import { CROWD, openAccounts, optOut, QUIET_CROWD } from '../stack/crowd.js';
import { Topics } from '../stack/topics.js';

/** How long and how often. */
export interface Effort {
  readonly name: 'quick' | 'full';
  readonly rounds: number;
  readonly warmSeconds: number;
  readonly seconds: number;
  /** Multiplies the number of records of an experiment that counts records. */
  readonly scale: number;
}

export const EFFORTS: Readonly<Record<Effort['name'], Effort>> = {
  quick: { name: 'quick', rounds: 3, warmSeconds: 3, seconds: 3, scale: 1 },
  full: { name: 'full', rounds: 5, warmSeconds: 6, seconds: 9, scale: 5 },
};

const concurrent = { AT_ONCE: String(PARTITIONS) };

/** A stack, and the arms that run on it. */
export class Bench {
  private readonly arms = new Map<string, Arm>();

  private constructor(
    readonly stack: BenchStack,
    readonly topics: Topics,
    readonly effort: Effort,
    readonly say: (text: string) => void,
  ) {
    const programs = [
      { name: 'stock', folder: 'stock' },
      { name: 'stock-concurrent', folder: 'stock', env: concurrent },
      { name: 'hand-written', folder: 'stock', env: { ...concurrent, LEDGER: 'pg' } },
      { name: 'batch-naive', folder: 'batch-naive' },
      { name: 'bare', folder: 'bare' },
    ] as const;
    const all = [
      new PeajeArm('peaje', stack, topics),
      new PeajeArm('peaje-pair', stack, topics, ['pos', 'debit']),
      ...programs.map((settings) => new ProgramArm(settings, stack, topics)),
    ];
    for (const arm of all) this.arms.set(arm.name, arm);
  }

  static async start(effort: Effort, say: (text: string) => void): Promise<Bench> {
    const stack = await BenchStack.start(say);
    const topics = await Topics.connect(stack.info.kafka.brokers);
    await openAccounts(CROWD);
    await openAccounts(QUIET_CROWD);
    await optOut(QUIET_CROWD);
    return new Bench(stack, topics, effort, say);
  }

  arm(name: string): Arm {
    const arm = this.arms.get(name);
    if (!arm) throw new Error(`there is no arm ${name}`);
    return arm;
  }

  programArm(name: string): ProgramArm {
    const arm = this.arm(name);
    if (arm instanceof ProgramArm) return arm;
    throw new Error(`${name} is no program of the bench`);
  }

  async stop(): Promise<void> {
    await this.topics.disconnect();
    await this.stack.stop();
  }
}
