import type { Charge } from './charge.js';

export const isDecided = ({ status }: Charge): boolean => status !== 'pending';

/** The bank has said its last word on a charge that is cancelled. */
export const isUnwound = ({ ledger }: Charge): boolean => ledger === 'untouched' || ledger === 'reversed';

/** The port to whoever waits for a charge to change. */
export abstract class ChargeWaiters {
  /** The first committed row for which `isEnough`, or undefined when the time is over. */
  abstract until(
    chargeId: string,
    isEnough: (charge: Charge) => boolean,
    withinMs: number,
  ): Promise<Charge | undefined>;
}
