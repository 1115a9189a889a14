import { inTransaction } from '@peaje/chassis';
import { chainOf, type LogRecord } from '@peaje/contracts';
import type pg from 'pg';
import { append, type Append } from './append.js';
import { AppendLoad } from './append-load.js';
import { ChainConflictError } from './audit.errors.js';
import { insertEntries, lockChains, moveHeads, readEntries } from './audit.sql.js';

/** Appends records to the chains of their partitions, in one transaction, with the chain rows locked. */
export class RecordKeeper {
  constructor(
    private readonly pool: pg.Pool,
    private readonly rules: { readonly mayHaveHoles: boolean },
    private readonly load = new AppendLoad(),
  ) {}

  /** Takes the records of a partition in offset order. @throws ChainConflictError when the others are stored. */
  keep(records: readonly LogRecord[]): Promise<void> {
    return this.load.appending(() => this.append(records));
  }

  private async append(records: readonly LogRecord[]): Promise<void> {
    const byChain = Map.groupBy(records, chainOf);
    const appends = await inTransaction(this.pool, async (session) => {
      const heads = await lockChains(session, [...byChain.keys()].sort());
      const redelivered = records.filter((record) => record.offset <= heads.get(chainOf(record))!.offset);
      const stored = await readEntries(session, redelivered);
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
