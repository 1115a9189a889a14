import { z } from 'zod';
import { timestamp } from '../primitives.js';

/** docs/service-level.md has the definition, which the command line, the board and the documentation share. */

/** Without `since`: the last day. */
export const serviceLevelQuery = z.strictObject({ since: timestamp.optional() });

export const serviceLevel = z.strictObject({
  /** The beginning of what is counted. Later than the `since` of the request when there are too many charges to count. */
  since: timestamp,
  until: timestamp,
  /** Purchases that the bank decided within the wait of their till: approved or declined. */
  inTime: z.int().nonnegative(),
  /** Purchases whose wait ended without a decision of the bank. */
  late: z.int().nonnegative(),
  /** Purchases that their till took back, and those whose wait still runs. They are in no share. */
  takenBack: z.int().nonnegative(),
  waiting: z.int().nonnegative(),
  /** inTime / (inTime + late), from 0 to 1. Null: there is nothing to judge. */
  share: z.number().min(0).max(1).nullable(),
});

export type ServiceLevelQuery = z.infer<typeof serviceLevelQuery>;
export type ServiceLevel = z.infer<typeof serviceLevel>;

/** The share of `good` among all, from 0 to 1. Null: there is nothing to judge. Pure. */
export const shareOf = (good: number, bad: number): number | null =>
  good + bad === 0 ? null : good / (good + bad);

/** The levels that people name, as shares from 0 to 1. */
export const SERVICE_LEVELS = [0.9, 0.99, 0.999, 0.9999] as const;

const YEAR_MS = 365 * 24 * 3_600_000;

/** The error budget of a level: how long a service may be down in a year, in milliseconds. Pure. */
export const budgetMsAYear = (level: number): number => Math.round((1 - level) * YEAR_MS);
