import type { ChargeView } from '@peaje/contracts';
import { create } from 'zustand';
import type { FeedRecord } from '../feed/store.js';
import { onNewRecords } from './new-records.js';
import { isOutcome } from './road-dots.js';

/** A charge that this page has made, and what the feed says of it. */
export interface OwnCharge {
  readonly id: string;
  readonly requestedAt: string;
  readonly status: NonNullable<FeedRecord['charge']>['status'];
  /** By the clocks of the services. Null: not decided yet. */
  readonly decidedAfterMs: number | null;
}

const KEPT = 100;

const useOwnCharges = create<{ readonly charges: ReadonlyMap<string, OwnCharge> }>()(() => ({
  charges: new Map(),
}));

const store = (charge: OwnCharge): void =>
  useOwnCharges.setState(({ charges }) => ({
    charges: new Map([...charges, [charge.id, charge] as const].slice(-KEPT)),
  }));

/** The decision can be in the feed before the answer is here. */
const early = new Map<string, FeedRecord>();

const decide = (own: OwnCharge, { charge, time }: FeedRecord): void =>
  store({
    ...own,
    status: charge!.status,
    decidedAfterMs:
      own.decidedAfterMs ?? (time ? Math.max(0, Date.parse(time) - Date.parse(own.requestedAt)) : null),
  });

onNewRecords((records) => {
  for (const record of records) {
    if (!record.charge || !isOutcome(record.charge.status)) continue;
    const own = useOwnCharges.getState().charges.get(record.charge.id);
    if (own) decide(own, record);
    else early.set(record.charge.id, record);
  }
  for (const id of [...early.keys()].slice(0, -KEPT)) early.delete(id);
}, 'take-all');

/** Every charge that the page makes, so that its dot and its decision can be told from others. */
export const noteOwn = ({ id, requestedAt }: Pick<ChargeView, 'id' | 'requestedAt'>): void => {
  if (useOwnCharges.getState().charges.has(id)) return;
  const own: OwnCharge = { id, requestedAt, status: 'requested', decidedAfterMs: null };
  const decision = early.get(id);
  if (decision) decide(own, decision);
  else store(own);
};

export const isOwn = (id: string): boolean => useOwnCharges.getState().charges.has(id);

/** Calls with the id of each charge that the page makes from now on. The answer ends it. */
export const onNewOwn = (take: (id: string) => void): (() => void) =>
  useOwnCharges.subscribe(({ charges }, before) => {
    for (const id of charges.keys()) if (!before.charges.has(id)) take(id);
  });

export const useOwnCharge = (id: string | undefined): OwnCharge | undefined =>
  useOwnCharges(({ charges }) => (id === undefined ? undefined : charges.get(id)));
