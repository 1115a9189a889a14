import { ConflictError, PermanentError } from '@peaje/kernel';
import { z } from 'zod';

/**
 * - `conflict`: another transaction won a race; the same batch again, at once.
 * - `permanent`: will fail however often it is tried.
 * - `transient`: everything else. What is not known to be permanent is an outage, and an outage is not an error.
 */
export type FailureClass = 'conflict' | 'permanent' | 'transient';

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';

interface ErrorLike {
  readonly code?: unknown;
  readonly originalCode?: unknown;
  /** The source file of PostgreSQL that raised it. */
  readonly file?: unknown;
  readonly cause?: ErrorLike;
  readonly meta?: { readonly driverAdapterError?: ErrorLike };
}

/** Data that cannot be, that must not be, and that is too much: a text with no room in its index. */
const PERMANENT_SQL = ['22', '23', '54'];

const SQLSTATE = /^(?!P[12]\d{3}$)(?=.*\d)[0-9A-Z]{5}$/; // P1000 … P2999 are Prisma's own

function* causesOf(error: unknown): Generator<ErrorLike> {
  for (let e = error as ErrorLike | null | undefined; e; e = e.cause ?? e.meta?.driverAdapterError) yield e;
}

/** SQLSTATE of a node-postgres error, or of the one that Prisma wraps. */
export function sqlStateOf(error: unknown): string | undefined {
  for (const { originalCode, code } of causesOf(error)) {
    for (const state of [originalCode, code])
      if (typeof state === 'string' && SQLSTATE.test(state)) return state;
  }
  return undefined;
}

export function classify(error: unknown): FailureClass {
  // First: its cause may be a unique violation, which is permanent for everybody else.
  if (error instanceof ConflictError) return 'conflict';
  const sqlState = sqlStateOf(error);
  if (sqlState) return isOutOfTransactionIds(error) ? 'transient' : classifySqlState(sqlState);
  if (error instanceof PermanentError || error instanceof z.core.$ZodError) return 'permanent';
  if (error instanceof TypeError || error instanceof RangeError)
    return isOutageInDisguise(error) ? 'transient' : 'permanent';
  return 'transient';
}

/** Runs work again, at once, that lost a race: at most so many times more. @throws what the last run throws */
export async function rerunConflicts<T>(reruns: number, run: () => Promise<T>): Promise<T> {
  for (let rerun = 0; ; rerun++) {
    try {
      return await run();
    } catch (error) {
      if (classify(error) !== 'conflict' || rerun >= reruns) throw error;
    }
  }
}

function classifySqlState(sqlState: string): FailureClass {
  if (sqlState === SERIALIZATION_FAILURE || sqlState === DEADLOCK_DETECTED) return 'conflict';
  return PERMANENT_SQL.some((start) => sqlState.startsWith(start)) ? 'permanent' : 'transient';
}

/** Until a vacuum the server takes no write at all. It says so with 54000, the state of a text too large for its index. */
const ID_ALLOCATORS = new Set<unknown>(['varsup.c', 'multixact.c']);

function isOutOfTransactionIds(error: unknown): boolean {
  for (const { file } of causesOf(error)) if (ID_ALLOCATORS.has(file)) return true;
  return false;
}

/** undici: the connection failed, or broke off within the answer. Node: the machine has no memory to give. */
const OUTAGES = new Set(['fetch failed', 'terminated', 'Array buffer allocation failed']);

/** An outage that its library reports as a TypeError or a RangeError, as if the caller had made a mistake. */
const isOutageInDisguise = (error: Error): boolean => OUTAGES.has(error.message);

/** A stable name for logs, metrics and dead letters. Messages are not: they may hold data. */
export function errorCodeOf(error: unknown): string {
  const sqlState = sqlStateOf(error);
  if (sqlState) return `sql-${sqlState}`;
  if (error instanceof PermanentError) return error.code;
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.name : 'unknown';
}
