import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServiceName } from '@peaje/contracts';
import { readStackInfo, stackPaths, type StackInfo } from '@peaje/stack/info';
import { CliError, EXIT } from './cli-error.js';
import { KafkaAccess } from './kafka/kafka-access.js';
import { Service } from './service.js';
import type { Terminal } from './terminal.js';

export interface GlobalArgs {
  readonly json: boolean;
  readonly stack?: string | undefined;
  readonly key?: string | undefined;
}

/** The demo keys of stack.json. `--key` replaces them. */
export type DemoKey = 'shop' | 'toll' | 'bank';

/** A command's access to the running stack, as stack.json describes it, and to the terminal. */
export class Session {
  private kafkaAccess: KafkaAccess | undefined;

  private constructor(
    readonly info: StackInfo,
    readonly stackFile: string,
    readonly terminal: Terminal,
    private readonly apiKey: string | undefined,
    /** The folder for what a program keeps between its runs. */
    readonly stateHome: string,
  ) {}

  /** @throws CliError (unavailable) when the file does not exist or is not complete. */
  static async open(args: GlobalArgs, terminal: Terminal, env: NodeJS.ProcessEnv): Promise<Session> {
    const file = stackFile(args.stack, env);
    const info = await readStackInfo(file);
    if (info !== null) return new Session(info, file, terminal, args.key, stateHome(env));
    throw new CliError(
      EXIT.unavailable,
      `No stack is running: ${file} is missing or not complete.`,
      'Start one: npm start. With containers: npm run attach. To use another stack: --stack <stack.json>, or PEAJE_STACK_FILE.',
    );
  }

  get keyGiven(): boolean {
    return this.apiKey !== undefined;
  }

  /** @throws CliError (unavailable) when this stack does not run the service. */
  service(name: ServiceName, demoKey: DemoKey): Service {
    const url = this.info.services[name]?.[0]?.url;
    if (url === undefined) throw new CliError(EXIT.unavailable, `This stack does not run ${name}.`);
    return new Service(name, url, this.keyFor(demoKey));
  }

  /** Each instance of a service: what one has only in memory, the others do not know. */
  instances(name: ServiceName, demoKey: DemoKey): Service[] {
    return (this.info.services[name] ?? []).map(({ url }) => new Service(name, url, this.keyFor(demoKey)));
  }

  get kafka(): KafkaAccess {
    this.kafkaAccess ??= new KafkaAccess(this.info.kafka.brokers);
    return this.kafkaAccess;
  }

  async close(): Promise<void> {
    await this.kafkaAccess?.close();
  }

  private keyFor(demoKey: DemoKey): string {
    return this.apiKey ?? this.info.seed.keys[demoKey] ?? '';
  }
}

/** By the XDG Base Directory Specification: it ignores a relative path. */
const stateHome = ({ XDG_STATE_HOME: given }: NodeJS.ProcessEnv): string =>
  given && isAbsolute(given) ? given : join(homedir(), '.local/state');

/** The stack.json of `--stack`, of PEAJE_STACK_FILE, or of this clone. */
export function stackFile(given: string | undefined, env: NodeJS.ProcessEnv): string {
  const named = given ?? env['PEAJE_STACK_FILE'];
  if (named) return resolve(named);
  const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
  return stackPaths(join(repository, '.peaje')).info;
}
