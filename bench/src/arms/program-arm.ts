import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { type Books, booksOfProgram } from '../money/books.js';
import type { BenchStack } from '../stack/bench-stack.js';
import { PARTITIONS } from '../stack/bench-stack.js';
import { createArmDatabase } from '../stack/crowd.js';
import { endProgram, forkProgram } from '../stack/programs.js';
import type { Topics } from '../stack/topics.js';
import type { Arm, RunningArm } from './arm.js';

interface ProgramSettings {
  readonly name: string;
  /** The folder of its programs `api` and `worker`. */
  readonly folder: 'stock' | 'batch-naive' | 'bare';
  readonly env?: Readonly<Record<string, string>>;
}

/** An arm of this folder: an API and a worker on topics and a database of their own. */
export class ProgramArm implements Arm {
  readonly name: string;
  readonly topicNames: { readonly requested: string; readonly passages: string; readonly decided: string };
  private database: Promise<string> | undefined;

  constructor(
    private readonly settings: ProgramSettings,
    private readonly stack: BenchStack,
    private readonly topics: Topics,
  ) {
    const prefix = `bench.${settings.name}`;
    this.name = settings.name;
    this.topicNames = {
      requested: `${prefix}.requested`,
      passages: `${prefix}.passages`,
      decided: `${prefix}.decided`,
    };
  }

  async start(): Promise<RunningArm> {
    await this.stack.runOnly([]);
    const worker = await this.startProgram('worker');
    const api = await this.startProgram('api');
    return {
      url: api.url ?? '',
      processes: { ...this.stack.processes(), worker: [worker.child.pid!], api: [api.child.pid!] },
      metricUrls: [],
      untilAtRest: () => this.untilRead(),
      books: () => this.books(),
      stop: async () => void (await Promise.all([endProgram(api.child), endProgram(worker.child)])),
    };
  }

  /** Topics and database, once. */
  prepare(): Promise<string> {
    this.database ??= this.create();
    return this.database;
  }

  async startProgram(program: 'api' | 'worker'): Promise<{ child: ChildProcess; url: string | undefined }> {
    const env = {
      BROKERS: this.topics.brokers.join(','),
      DATABASE_URL: await this.prepare(),
      REQUESTED: this.topicNames.requested,
      PASSAGES: this.topicNames.passages,
      DECIDED: this.topicNames.decided,
      GROUP: this.group,
      PARTITIONS: String(PARTITIONS),
      ...this.settings.env,
    };
    const child = forkProgram(join(import.meta.dirname, this.settings.folder, `${program}.js`), env);
    return new Promise((resolve, reject) => {
      child.once('message', ({ url }: { url?: string }) => resolve({ child, url }));
      child.once('exit', (code) => reject(new Error(`${this.name} ${program} ended with ${code}`)));
    });
  }

  untilRead(): Promise<void> {
    return this.topics.untilRead([this.reading]);
  }

  async books(): Promise<Books> {
    return booksOfProgram(await this.prepare());
  }

  private get group(): string {
    return `bench-${this.name}`;
  }

  /** Nest adds `-server` to the name of a group. */
  private get reading() {
    const group = this.settings.folder === 'stock' ? `${this.group}-server` : this.group;
    return { group, topics: [this.topicNames.requested, this.topicNames.passages] };
  }

  private async create(): Promise<string> {
    const { requested, passages, decided } = this.topicNames;
    await this.topics.create([requested, `${requested}.reply`, passages, decided]);
    return createArmDatabase(this.name);
  }
}
