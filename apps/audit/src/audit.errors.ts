import type { Conflict } from './append.js';

/**
 * The topic and the chain differ. The consumer repairs neither and never skips the record: the partition stands still until
 * an operator finds the reason.
 */
export class ChainConflictError extends Error {
  override readonly name = 'ChainConflictError';
  readonly code = 'chain-conflict';

  constructor(
    readonly chain: string,
    { problem, offset }: Conflict,
  ) {
    super(`${chain} at offset ${offset}: ${WHAT_IS_WRONG[problem]}`);
  }
}

const WHAT_IS_WRONG = {
  differs: 'another record is stored there; find out which of the topic and the database was changed',
  missing: 'the chain is past it but has no entry for it; find out why one was deleted',
  'starts-late':
    'the chain is empty but earlier records are not read again; set the group back to the beginning, ' +
    'or start with PEAJE_ALLOW_EMPTY=1 to leave them out',
  skips: 'records between the chain and this one are not there; set the group back to the end of the chain',
} as const satisfies Record<Conflict['problem'], string>;
