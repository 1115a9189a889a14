import type { Charge } from './charge.js';

/** The port to whoever waits for a decision: resolves with the committed row, or with undefined at the time given. */
export abstract class ChargeWaiters {
  abstract settled(chargeId: string, withinMs: number): Promise<Charge | undefined>;
}
