import { chargeTopics, type ChargeKind } from '@peaje/contracts';
import type { Relay } from '@peaje/messaging';
import { ChargeCapacity } from '../charge/charge-capacity.js';
import type { OutboxLimits } from '../pos.config.js';

/**
 * Compares the number of events in the outbox, as the relay counts it, with the limits. Passages that wait turn no shop
 * away while Kafka takes purchases as they come.
 */
export class OutboxCapacity extends ChargeCapacity {
  constructor(
    private readonly relay: Pick<Relay, 'waiting' | 'isKeepingUp'>,
    private readonly limits: OutboxLimits,
  ) {
    super();
  }

  hasCapacity(kind: ChargeKind): boolean {
    const { PEAJE_OUTBOX_SHOP_LIMIT: shop, PEAJE_OUTBOX_TOLL_LIMIT: toll } = this.limits;
    if (this.relay.waiting < { shop, toll }[kind]) return true;
    return kind === 'shop' && this.relay.isKeepingUp(chargeTopics.shop.requests.name);
  }
}
