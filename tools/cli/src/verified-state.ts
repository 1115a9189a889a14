import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { verifiedCheckpoint, type VerifiedCheckpoint } from '@peaje/contracts';
import { z } from 'zod';
import { CliError, EXIT } from './cli-error.js';

const stateFile = z.strictObject({ cluster: z.string(), chains: z.array(verifiedCheckpoint) });

/**
 * The last verified checkpoint of each chain. It is a file of the verifier, because a writer of audit's database or of
 * its topic must not be able to move it. It belongs to one Kafka cluster, so that another record has another file.
 */
export class VerifiedState {
  private constructor(
    readonly file: string,
    private readonly cluster: string,
    private readonly byChain: Map<string, VerifiedCheckpoint>,
  ) {}

  /** @throws CliError (refused) when the file is no such state, or is that of another cluster. */
  static async open(file: string | undefined, stateHome: string, cluster: string): Promise<VerifiedState> {
    const path = file ?? join(stateHome, 'peaje', `verified-${cluster.replace(/[^\w-]/g, '_')}.json`);
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (text === null) return new VerifiedState(path, cluster, new Map());
    const state = parsed(text);
    if (!state || state.cluster !== cluster) {
      const what = state ? 'is the state of another Kafka cluster' : 'is not a state of peaje audit verify';
      throw new CliError(
        EXIT.refused,
        `${path} ${what}.`,
        'Name another one: --state <file>. --full reads all.',
      );
    }
    return new VerifiedState(path, cluster, new Map(state.chains.map((one) => [one.chain, one])));
  }

  get chains(): string[] {
    return [...this.byChain.keys()];
  }

  of(chain: string): VerifiedCheckpoint | undefined {
    return this.byChain.get(chain);
  }

  note(verified: VerifiedCheckpoint): void {
    this.byChain.set(verified.chain, verified);
  }

  /** Replaces the file as a whole. */
  async save(): Promise<void> {
    const chains = [...this.byChain.values()].sort((a, b) => (a.chain < b.chain ? -1 : 1));
    await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
    const text = JSON.stringify({ cluster: this.cluster, chains }, null, 2);
    await writeFile(`${this.file}.part`, `${text}\n`, { mode: 0o600 });
    await rename(`${this.file}.part`, this.file);
  }
}

function parsed(text: string): z.infer<typeof stateFile> | null {
  try {
    return stateFile.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
