import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { type Availability, probeHistories, ProbeLog } from './probe-log.js';

interface ProbedService {
  readonly name: string;
  readonly instances: readonly { readonly url: string }[];
}

const EVERY_MS = 1_000;
const ANSWER_WITHIN_MS = 900;
const WRITE_EVERY_MS = 60_000;

/**
 * Asks each service once a second, from outside, whether it is ready. A service is up when one of its instances is. What
 * was seen stands in a file, so that it is there after a restart of the stack.
 */
export class ServiceProbes {
  private timer: NodeJS.Timeout | undefined;
  private probing: Promise<void> = Promise.resolve();
  private isProbing = false;
  private writing: Promise<void> = Promise.resolve();
  private writtenAtMs = 0;

  private constructor(
    private readonly file: string,
    private readonly log: ProbeLog,
    private readonly services: () => readonly ProbedService[],
  ) {}

  /** Goes on with what the file has. A file that is missing or broken is an empty one. */
  static async start(
    file: string,
    services: () => readonly ProbedService[],
    everyMs = EVERY_MS,
  ): Promise<ServiceProbes> {
    const text = await readFile(file, 'utf8').catch(() => '{}');
    const probes = new ServiceProbes(file, new ProbeLog(parsed(text)), services);
    probes.timer = setInterval(() => probes.tick(), everyMs).unref();
    return probes;
  }

  measured(since: Date): Availability {
    return this.log.measured(since.getTime(), Date.now());
  }

  /** A stop of the whole stack is no downtime, so it comes before that of the services. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.probing;
    await this.write().catch(() => undefined);
  }

  /** A probe that takes longer than its second leaves the next ones out. */
  private tick(): void {
    if (this.isProbing) return;
    this.isProbing = true;
    this.probing = this.probeAll().finally(() => (this.isProbing = false));
  }

  private async probeAll(): Promise<void> {
    const seen = await Promise.all(
      this.services().map(async ({ name, instances }) => {
        const ready = await Promise.all(instances.map(({ url }) => isReady(url)));
        return { name, atMs: Date.now(), isUp: ready.includes(true) };
      }),
    );
    // In the order of the services, whichever answered first.
    const changed = seen.map(({ name, atMs, isUp }) => this.log.note(name, atMs, isUp));
    if (changed.includes(true) || Date.now() - this.writtenAtMs > WRITE_EVERY_MS)
      await this.write().catch(() => undefined);
  }

  private write(): Promise<void> {
    this.writtenAtMs = Date.now();
    this.writing = this.writing
      .catch(() => undefined)
      .then(async () => {
        const part = `${this.file}.part`;
        await mkdir(dirname(this.file), { recursive: true });
        await writeFile(part, JSON.stringify(this.log.histories));
        await rename(part, this.file);
      });
    return this.writing;
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function parsed(text: string) {
  try {
    return probeHistories.parse(JSON.parse(text));
  } catch {
    return {};
  }
}
