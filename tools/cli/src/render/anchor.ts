import type { Anchor } from '../anchor-file.js';
import type { Printable } from './printable.js';
import { table } from './table.js';

const SHOWN_OF_A_HASH = 12;

/** Pure. */
export const anchorLines = (checkpoints: Anchor['checkpoints'], width?: number): Printable =>
  table(
    [
      { head: 'chain' },
      { head: 'checkpoint', align: 'right' },
      { head: 'entries', align: 'right' },
      { head: 'head' },
      { head: 'signed at', narrow: 'omit' },
    ],
    checkpoints.map(({ chain, number, seq, hash, signedAt }) => [
      chain,
      String(number),
      String(seq),
      hash.slice(0, SHOWN_OF_A_HASH),
      signedAt,
    ]),
    width,
  );
