import { balanceOf, postingsOf } from '../services/bank.js';

const READERS = 8;

export interface LedgerAccount {
  readonly accountId: string;
  readonly balance: bigint;
  /** What all its postings together moved. */
  readonly posted: bigint;
}

/** Every account that postings connect with this one: the bank's own account connects them all. */
export async function wholeLedger(start: string): Promise<LedgerAccount[]> {
  const known = new Set([start]);
  const waiting = [start];
  const accounts: LedgerAccount[] = [];
  const readOne = async (accountId: string): Promise<void> => {
    const [balance, postings] = [await balanceOf(accountId), await postingsOf(accountId)];
    let posted = 0n;
    for (const { from, to, amount } of postings) {
      posted += (to === accountId ? 1n : 0n) * BigInt(amount.value);
      posted -= (from === accountId ? 1n : 0n) * BigInt(amount.value);
      for (const other of [from, to])
        if (!known.has(other)) {
          known.add(other);
          waiting.push(other);
        }
    }
    accounts.push({ accountId, balance, posted });
  };
  while (waiting.length > 0) await Promise.all(waiting.splice(0, READERS).map(readOne));
  return accounts;
}
