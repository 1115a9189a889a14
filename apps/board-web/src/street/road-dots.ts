import type { FeedRecord } from '../feed/store.js';
import { pointOn, ROADS, type Edge, type Point, type RoadLayout } from './road-layout.js';

type Charge = NonNullable<FeedRecord['charge']>;

/** One charge on the road. Its records move it. */
export interface Dot {
  readonly chargeId: string;
  readonly kind: Charge['kind'];
  readonly amount: Charge['amount'];
  readonly status: Charge['status'];
  readonly requestAt: number;
  /** Null: not decided yet. It waits at debit. */
  readonly outcomeAt: number | null;
}

const HOP_MS = 400;
const STAY_MS = 700;
const LONGEST_WAIT_MS = 60_000;
const MOST_DOTS = 40;
const REQUEST_MS = 3 * HOP_MS;
const OUTCOME_MS = 2 * HOP_MS;

export const isOutcome = (status: Charge['status']): boolean =>
  status !== 'requested' && status !== 'cancellation-requested';

/** The topics are read side by side, so a decision can come before its request: its charge travels the whole road. */
const begun = (charge: Charge, nowMs: number): Dot => ({
  chargeId: charge.id,
  kind: charge.kind,
  amount: charge.amount,
  status: charge.status,
  requestAt: nowMs,
  outcomeAt: isOutcome(charge.status) ? nowMs + REQUEST_MS : null,
});

/** A decision waits until the dot of its request has arrived. One that came again moves nothing. */
const moved = (dot: Dot, charge: Charge, nowMs: number): Dot =>
  isOutcome(charge.status) && (dot.outcomeAt === null || dot.status !== charge.status)
    ? { ...dot, status: charge.status, outcomeAt: Math.max(nowMs, dot.requestAt + REQUEST_MS) }
    : dot;

export function withRecord(dots: readonly Dot[], record: FeedRecord, nowMs: number): readonly Dot[] {
  const { charge } = record;
  if (!charge) return dots;
  const known = dots.find(({ chargeId }) => chargeId === charge.id);
  if (!known) return [...dots, begun(charge, nowMs)].slice(-MOST_DOTS);
  const next = moved(known, charge, nowMs);
  return next === known ? dots : dots.map((dot) => (dot === known ? next : dot));
}

export const withoutGone = (dots: readonly Dot[], nowMs: number): readonly Dot[] => {
  const rest = dots.filter(({ requestAt, outcomeAt }) =>
    outcomeAt === null ? nowMs - requestAt < LONGEST_WAIT_MS : nowMs - outcomeAt < OUTCOME_MS + STAY_MS,
  );
  return rest.length === dots.length ? dots : rest;
};

/** A dot tells its decision from debit on. */
export const shownStatus = ({ status, outcomeAt }: Dot, nowMs: number): Charge['status'] =>
  outcomeAt !== null && nowMs >= outcomeAt ? status : 'requested';

const eased = (share: number): number => 1 - (1 - share) ** 2;

const along = (
  layout: RoadLayout,
  hops: readonly (readonly Edge[])[],
  sinceMs: number,
  still: boolean,
): readonly Point[] => {
  const last = hops.length - 1;
  const hop = still ? last : Math.min(Math.floor(sinceMs / HOP_MS), last);
  const share = still ? 1 : Math.min((sinceMs - hop * HOP_MS) / HOP_MS, 1);
  return hops[hop]!.map((edge) => pointOn(layout, edge, eased(share)));
};

/** Where a charge is: one place, or three where its readers get it. `still`: without the travel between. */
export function placesOf(dot: Dot, layout: RoadLayout, nowMs: number, still: boolean): readonly Point[] {
  const { request, outcome } = ROADS[dot.kind];
  return dot.outcomeAt !== null && nowMs >= dot.outcomeAt
    ? along(layout, outcome, nowMs - dot.outcomeAt, still)
    : along(layout, request, Math.max(0, nowMs - dot.requestAt), still);
}

/** From so many charges a second on, dots would only be noise. */
export const BAND_FROM_PER_SECOND = 15;
const WIDEST_BAND = 28;

/** Its area is what the eye compares, so it grows with the root of the rate: 2 000 a second are the widest. */
export const bandWidth = (perSecond: number): number =>
  perSecond < BAND_FROM_PER_SECOND
    ? 0
    : Math.min(WIDEST_BAND, (WIDEST_BAND * Math.sqrt(perSecond)) / Math.sqrt(2_000));

export interface Reading {
  readonly at: number;
  readonly accepted: number;
}

const WINDOW_MS = 3_000;

/** The readings of the last seconds. A counter that went back began anew. */
export const withReading = (readings: readonly Reading[], reading: Reading): readonly Reading[] => {
  const last = readings.at(-1);
  if (last && reading.accepted < last.accepted) return [reading];
  return [...readings.filter(({ at }) => reading.at - at <= WINDOW_MS), reading];
};

export const ratePerSecond = (readings: readonly Reading[], nowMs: number): number => {
  const [first, last] = [readings[0], readings.at(-1)];
  if (!first || !last || nowMs - last.at > WINDOW_MS) return 0;
  return ((last.accepted - first.accepted) * 1_000) / Math.max(1_000, nowMs - first.at);
};

/** How many of the charges in these records are of a shop: of a sample, so it holds for the others too. */
export const shopShare = (records: readonly FeedRecord[]): number => {
  const kinds = records.flatMap(({ charge }) => (charge ? [charge.kind] : []));
  return kinds.length === 0 ? 1 : kinds.filter((kind) => kind === 'shop').length / kinds.length;
};
