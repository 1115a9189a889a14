import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WireRecord } from '@peaje/contracts';
import { CONTRACTS } from './folders.js';

/** A real message of some past version, and what it means. */
export interface Golden {
  readonly topic: string;
  readonly record: WireRecord;
  /** As the reader of its day decoded it; readers of today may know more of it, never less. */
  readonly decoded: unknown;
}

export const GOLDEN = join(CONTRACTS, 'golden');

/** By type: the messages kept, in order of their numbers. */
export function goldenMessages(): {
  readonly type: string;
  readonly name: string;
  readonly golden: Golden;
}[] {
  if (!existsSync(GOLDEN)) return [];
  return readdirSync(GOLDEN).flatMap((type) =>
    readdirSync(join(GOLDEN, type)).map((name) => {
      const golden = JSON.parse(readFileSync(join(GOLDEN, type, name), 'utf8')) as Golden;
      return { type, name: name.replace(/\.json$/, ''), golden };
    }),
  );
}
