import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WireRecord } from '@peaje/contracts';
import { CONTRACTS } from './folders.js';

/** A real message of a past version, and its decoded event. */
interface Golden {
  readonly topic: string;
  readonly record: WireRecord;
  /** As the reader of that version decoded it. Later readers may decode more fields, never fewer. */
  readonly decoded: unknown;
}

export const GOLDEN = join(CONTRACTS, 'golden');

/** All golden messages, by type and name. */
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
