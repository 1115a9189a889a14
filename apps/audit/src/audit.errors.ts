import type { Conflict } from './append.js';

/**
 * The log and the chain do not agree. Neither is repaired and the record is never skipped: the partition
 * stands still until somebody has found out why.
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
  differs: 'another record is stored there; find out which of the log and the database was changed',
  missing: 'the chain is past it but has no entry for it; find out who deleted one',
  'starts-late':
    'the chain is empty but earlier records are not read again; set the group back to the beginning, ' +
    'or start with PEAJE_ALLOW_EMPTY=1 to give them up',
  skips:
    'records between the chain and this one are not there; set the group back to the end of the chain, ' +
    'or start with PEAJE_ALLOW_EMPTY=1 to give them up',
} as const satisfies Record<Conflict['problem'], string>;

/** The database refused an entry. Without the cause: the pipeline would judge by it, and go on. */
export class NotRecordedError extends Error {
  override readonly name = 'NotRecordedError';
  readonly code = 'not-recorded';

  constructor(causeCode: string) {
    super(
      `an entry could not be stored (${causeCode}): its partition waits; the cause is in the log line before`,
    );
  }
}
