import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const pid = z.number().nullable();
const instance = z.object({ url: z.string(), pid });

/** `.peaje/stack.json`: a running stack, for programs. A pid is null while its process is stopped. */
const stackInfoSchema = z.object({
  /** True after everything was started, migrated and seeded. It stays true when a process is stopped later. */
  ready: z.boolean(),
  startedAt: z.string(),
  /** `pid` is that of the supervisor. */
  control: z.object({ url: z.string(), token: z.string(), pid: z.number() }),
  services: z.record(z.string(), z.array(instance)),
  kafka: z.object({
    brokers: z.array(z.string()),
    nodes: z.array(z.object({ id: z.number(), port: z.number(), pid })),
  }),
  postgres: z.object({ pid, urls: z.record(z.string(), z.string()) }),
  /** The folder of the key that signs checkpoints; null when the stack did not make it, or it is in a container. */
  checkpointKeys: z.string().nullable().default(null),
  seed: z.object({
    keys: z.record(z.string(), z.string()),
    cards: z.record(z.string(), z.string()),
    accounts: z.record(z.string(), z.string()),
  }),
});
export type StackInfo = z.infer<typeof stackInfoSchema>;

/** The stack.json of a running stack; null when the file is missing or incomplete. */
export async function readStackInfo(file: string): Promise<StackInfo | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return stackInfoSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

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
