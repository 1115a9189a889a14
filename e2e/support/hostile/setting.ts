import { chargeAtTill, chargeIn, settled } from '../charges/callers.js';
import type { SeededCard } from '../charges/cards.js';
import { endOffsets, recordsSince, type SeenRecord } from '../kafka/log-reader.js';
import { peajeJson } from '../operator.js';
import { balanceOf } from '../services/bank.js';
import { CHARGE_TOPICS } from './dead-letters.js';
import { everyGroupIsAtTheEnd } from './groups-health.js';

/** Partitions of each charge topic. */
const PARTITIONS = 4;
const WITHIN_MS = 180_000;

/** Figures for the report, by their names. */
export type Figures = Record<string, number>;

/** Settled charges of some holders, and their records on both charge topics: one of each partition. */
export class SettledCharges {
  records: readonly SeenRecord[] = [];
  private keys: readonly object[] = [];
  private balances: readonly bigint[] = [];

  constructor(readonly cards: readonly SeededCard[]) {}

  async charge(): Promise<void> {
    const before = await endOffsets();
    for (const { token } of this.cards) {
      const charge = chargeIn(await chargeAtTill({ token, amountMinor: 100 }));
      expect(charge.status).toBe('approved');
      await settled(charge.id, 'shop');
    }
    const records = await recordsSince(before);
    this.records = CHARGE_TOPICS.flatMap((topic) => {
      const own = records.filter((record) => record.topic === topic);
      const byPartition = Map.groupBy(own, ({ partition }) => partition);
      expect(byPartition.size).toBe(PARTITIONS);
      return [...byPartition.values()].map(([first]) => first!);
    });
    this.keys = await peajeJson<object[]>('dlq', 'keys');
    this.balances = await this.readBalances();
  }

  /** Every group has handled everything, no key is parked, and no money has moved. */
  async expectUntouched(): Promise<void> {
    await everyGroupIsAtTheEnd(WITHIN_MS);
    expect(await peajeJson<object[]>('dlq', 'keys')).toEqual(this.keys);
    expect(await this.readBalances()).toEqual(this.balances);
  }

  private readBalances(): Promise<bigint[]> {
    return Promise.all(this.cards.map(({ accountId }) => balanceOf(accountId)));
  }
}
