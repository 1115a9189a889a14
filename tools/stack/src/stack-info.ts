import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

interface Instance {
  url: string;
  pid: number | null;
}

/** `.peaje/stack.json`: a running stack, for programs. A pid is null while its process is stopped. */
export interface StackInfo {
  /** True after everything was started, migrated and seeded. It stays true when a process is stopped later. */
  ready: boolean;
  startedAt: string;
  /** `pid` is that of the supervisor. */
  control: { url: string; token: string; pid: number };
  services: Record<string, Instance[]>;
  kafka: { brokers: string[]; nodes: { id: number; port: number; pid: number | null }[] };
  postgres: { pid: number | null; urls: Record<string, string> };
  /** The folder of the key that signs checkpoints; null when the stack did not make it, or it is in a container. */
  checkpointKeys: string | null;
  seed: {
    keys: Record<string, string>;
    cards: Record<string, string>;
    accounts: Record<string, string>;
  };
}

/** The stack.json of a running stack; null when the file is missing or incomplete. */
export async function readStackInfo(file: string): Promise<StackInfo | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return stackInfoOf(JSON.parse(text));
  } catch {
    return null;
  }
}

/** By hand: a schema library takes longer to load than `peaje charge` takes for all the rest. */
function stackInfoOf(value: unknown): StackInfo | null {
  const info = value as Partial<StackInfo> | null;
  const isWhole =
    typeof info?.ready === 'boolean' &&
    typeof info.control?.url === 'string' &&
    typeof info.control.token === 'string' &&
    Object.values(info.services!).every((instances) =>
      instances.every(({ url }) => typeof url === 'string'),
    ) &&
    info.kafka!.brokers.every((broker) => typeof broker === 'string') &&
    info.kafka!.nodes.every(({ id, port }) => typeof id === 'number' && typeof port === 'number') &&
    [info.postgres!.urls, info.seed!.keys, info.seed!.cards].every(isOfTexts);
  return isWhole ? ({ checkpointKeys: null, ...info } as StackInfo) : null;
}

const isOfTexts = (names: Record<string, string>): boolean =>
  Object.values(names).every((name) => typeof name === 'string');

/**
 * Keeps stack.json up to date. It writes another file and renames it, so readers always see a whole one. Writes come
 * one after another, so an older state never overwrites a newer one. A clean stop removes the file.
 */
export class StackInfoFile {
  private queue: Promise<void> = Promise.resolve();
  private pending = false;
  private closed = false;

  constructor(
    private readonly file: string,
    private readonly current: () => StackInfo,
  ) {}

  /** Writes the state at the time of the write. Calls that wait at the same time share one write. */
  write(): Promise<void> {
    if (this.pending || this.closed) return this.queue;
    this.pending = true;
    this.queue = this.queue.then(async () => {
      this.pending = false;
      if (this.closed) return;
      const parts = `${this.file}.part`;
      await mkdir(dirname(this.file), { recursive: true });
      await writeFile(parts, `${JSON.stringify(this.current(), null, 2)}\n`, { mode: 0o600 });
      await rename(parts, this.file);
    });
    return this.queue;
  }

  async remove(): Promise<void> {
    this.closed = true;
    await this.queue.catch(() => undefined);
    await rm(this.file, { force: true });
  }
}
