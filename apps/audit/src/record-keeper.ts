import { inTransaction } from '@peaje/chassis';
import { chainOf, type LogRecord } from '@peaje/contracts';
import type pg from 'pg';
import { append, type Append } from './append.js';
import { ChainConflictError } from './audit.errors.js';
import { insertEntries, lockChains, moveHeads, readEntries } from './audit.sql.js';

/** Appends records to the chains of their partitions: one transaction, under the lock of the chain rows. */
export class RecordKeeper {
  constructor(
    private readonly pool: pg.Pool,
    private readonly rules: { readonly mayHaveHoles: boolean },
  ) {}

  /** Records of one partition in offset order. @throws ChainConflictError after the others were appended. */
  async keep(records: readonly LogRecord[]): Promise<void> {
    const byChain = Map.groupBy(records, chainOf);
    const appends = await inTransaction(this.pool, async (session) => {
      const heads = await lockChains(session, [...byChain.keys()].sort());
      const again = records.filter((record) => record.offset <= heads.get(chainOf(record))!.offset);
      const stored = await readEntries(session, again);
      const folded = new Map<string, Append>();
      for (const [chain, its] of byChain) {
        const state = {
          head: heads.get(chain)!,
          stored: stored.get(chain) ?? new Map<bigint, LogRecord>(),
        };
        folded.set(chain, append(state, its, this.rules));
      }
      await insertEntries(session, folded);
      await moveHeads(session, folded);
      return folded;
    });
    for (const [chain, { conflict }] of appends) if (conflict) throw new ChainConflictError(chain, conflict);
  }
}
