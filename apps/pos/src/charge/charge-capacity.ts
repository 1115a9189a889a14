import type { ChargeKind } from '@peaje/contracts';

/** The port to the bound on events that wait for Kafka. */
export abstract class ChargeCapacity {
  /** False while too many wait. Shops are turned away long before gates: a shop can ask again. */
  abstract hasCapacity(kind: ChargeKind): boolean;
}
