import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ControlClient,
  controlClient,
  demoApiKeys,
  endOrphans,
  type Stack,
  type StackInfo,
  startStack,
} from '@peaje/stack';

export const PARTITIONS = 4;
export const MERCHANTS = 100;
export const OPERATORS = 20;
const CLONE = createHash('sha256')
  .update(import.meta.dirname)
  .digest('hex')
  .slice(0, 8);
/** One for each clone, so that a run finds what an earlier one left. Its name is in the command of each process. */
const FOLDER = join(tmpdir(), `peaje-bench-${CLONE}`);
export const SERVICES = ['pos', 'debit', 'audit', 'sms', 'fake-twilio'] as const;
export type Service = (typeof SERVICES)[number];

/** The API key of a merchant of the bench. The arms read the merchant's name from it. */
export const merchantKey = (n: number): string => `bench_m_${n}`;

/** The API key of a gate operator of the bench. */
export const operatorKey = (n: number): string => `bench_g_${n}`;

/** The whole system as `npm start` runs it, on random ports and in a folder of its own. */
export class BenchStack {
  private constructor(
    private readonly stack: Stack,
    private readonly control: ControlClient,
  ) {}

  static async start(onProgress: (text: string) => void): Promise<BenchStack> {
    // What a killed run left: its brokers would slow this one down.
    await endOrphans(FOLDER);
    rmSync(FOLDER, { recursive: true, force: true });
    // An interrupted run, too, ends its processes and leaves no data.
    process.once('exit', () => rmSync(FOLDER, { recursive: true, force: true }));
    const stack = await startStack({
      dataDir: FOLDER,
      ports: 'random',
      brokers: 3,
      partitions: PARTITIONS,
      services: 'all',
      seed: 'named',
      env: { ...process.env, PEAJE_API_KEYS: apiKeys(), PEAJE_LOG_LEVEL: 'warn' },
      onProgress: ({ step, state }) => state === 'running' && onProgress(`stack: ${step}`),
    });
    process.env['PEAJE_STACK_FILE'] = join(FOLDER, 'stack.json');
    return new BenchStack(stack, controlClient(stack.info));
  }

  get info(): StackInfo {
    return this.stack.info;
  }

  /** Stops the other services, and starts these. */
  async runOnly(wanted: readonly Service[]): Promise<void> {
    const others = SERVICES.filter((name) => !wanted.includes(name));
    await Promise.all(others.map((name) => this.control.service(name).stop()));
    await Promise.all(wanted.map((name) => this.control.service(name).start()));
  }

  /** How many processes a service has from now on, whether it runs or not. */
  async scale(name: Service, count: number): Promise<void> {
    await this.control.service(name).scale(count);
  }

  /** The processes of brokers and database, and of the services that run. */
  processes(): Record<string, readonly number[]> {
    const { services, kafka, postgres } = this.info;
    const running = (pids: readonly (number | null)[]): number[] => pids.filter((pid) => pid !== null);
    const own = Object.entries(services).map(([name, instances]) => [
      name,
      running(instances.map(({ pid }) => pid)),
    ]);
    return {
      kafka: running(kafka.nodes.map(({ pid }) => pid)),
      postgres: running([postgres.pid]),
      ...(Object.fromEntries(own) as Record<string, number[]>),
    };
  }

  async stop(): Promise<void> {
    await this.stack.stop();
  }
}

function apiKeys(): string {
  const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');
  const merchants = Array.from(
    { length: MERCHANTS },
    (_, i) => `${hashOf(merchantKey(i + 1))}=merchant:m_${i + 1}`,
  );
  const operators = Array.from(
    { length: OPERATORS },
    (_, i) => `${hashOf(operatorKey(i + 1))}=gate-operator:g_${i + 1}`,
  );
  return [demoApiKeys(), ...merchants, ...operators].join(',');
}
