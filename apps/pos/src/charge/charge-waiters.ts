import type { Charge } from './charge.js';

/** The port to callers that wait for a charge to change. */
export abstract class ChargeWaiters {
  /** The first committed row for which `isEnough`, or undefined when the time is over. */
  abstract until(
    chargeId: string,
    isEnough: (charge: Charge) => boolean,
    withinMs: number,
  ): Promise<Charge | undefined>;
}
