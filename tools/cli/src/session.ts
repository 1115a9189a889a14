import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readStackInfo, stackPaths, type StackInfo } from '@peaje/stack';
import { CliError, EXIT } from './cli-error.js';
import { KafkaAccess } from './kafka/kafka-access.js';
import { Service } from './service.js';
import type { Terminal } from './terminal.js';

export interface GlobalArgs {
  readonly json: boolean;
  readonly stack?: string | undefined;
  readonly key?: string | undefined;
}

/** Whose key a call needs; the demo keys of stack.json are used unless `--key` is given. */
export type Role = 'shop' | 'toll' | 'bank';

/** What a command has at hand: the running stack as stack.json describes it, and the terminal. */
export class Session {
  private kafkaAccess: KafkaAccess | undefined;

  private constructor(
    readonly info: StackInfo,
    readonly stackFile: string,
    readonly terminal: Terminal,
    private readonly apiKey: string | undefined,
  ) {}

  /** @throws CliError (unavailable) when there is no such file, or it is not whole. */
  static async open(args: GlobalArgs, terminal: Terminal, env: NodeJS.ProcessEnv): Promise<Session> {
    const file = stackFile(args.stack, env);
    const info = await readStackInfo(file);
    if (info !== null) return new Session(info, file, terminal, args.key);
    throw new CliError(
      EXIT.unavailable,
      `No stack is running: there is no readable ${file}.`,
      'Start one: npm start; containers: npm run attach. Another one: --stack <stack.json>, or PEAJE_STACK_FILE.',
    );
  }

  get keyGiven(): boolean {
    return this.apiKey !== undefined;
  }

  /** @throws CliError (unavailable) when this stack does not run the service. */
  service(name: 'pos' | 'debit' | 'audit' | 'sms', role: Role): Service {
    const url = this.info.services[name]?.[0]?.url;
    if (url === undefined) throw new CliError(EXIT.unavailable, `This stack does not run ${name}.`);
    return new Service(name, url, this.apiKey ?? this.info.seed.keys[role] ?? '');
  }

  get kafka(): KafkaAccess {
    this.kafkaAccess ??= new KafkaAccess(this.info.kafka.brokers);
    return this.kafkaAccess;
  }

  async close(): Promise<void> {
    await this.kafkaAccess?.close();
  }
}

function stackFile(given: string | undefined, env: NodeJS.ProcessEnv): string {
  const named = given ?? env['PEAJE_STACK_FILE'];
  if (named) return resolve(named);
  const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
  return stackPaths(join(repository, '.peaje')).info;
}
