import type { ChargeKind } from '@peaje/contracts';
import type { Relay } from '@peaje/messaging';
import { ChargeCapacity } from '../charge/charge-capacity.js';
import type { OutboxLimits } from '../pos.config.js';

/** Compares the number of events in the outbox, as the relay counts it, with the limits. */
export class OutboxCapacity extends ChargeCapacity {
  constructor(
    private readonly relay: Pick<Relay, 'waiting'>,
    private readonly limits: OutboxLimits,
  ) {
    super();
  }

  hasCapacity(kind: ChargeKind): boolean {
    const { PEAJE_OUTBOX_SHOP_LIMIT: shop, PEAJE_OUTBOX_TOLL_LIMIT: toll } = this.limits;
    return this.relay.waiting < { shop, toll }[kind];
  }
}
