import type { ControlledBroker, ControlledProcess } from './control/controlled-stack.js';
import type { BrokerPorts } from './kafka/broker-config.js';
import type { ServiceName } from './services/service-catalogue.js';

/** What can be ended without delay besides. */
interface Abortable {
  /** Ends it at once; what was acknowledged is on disk all the same. */
  abort(): Promise<void>;
}

/** The brokers of one stack. */
export interface Brokers extends Abortable {
  readonly nodes: readonly ControlledBroker[];
  /** All are ready, and know each other, when this returns. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export type DatabaseServer = ControlledProcess & Abortable;

/**
 * Whoever runs Kafka and PostgreSQL for a stack, in containers for example; without one they are processes of the
 * stack. They answer at the ports of 127.0.0.1 that they are given; the superuser is that of `superuserUrl`.
 */
export interface Infra {
  openBrokers(ports: readonly BrokerPorts[], onChange: () => void): Promise<Brokers>;
  openPostgres(port: number, onChange: () => void): Promise<DatabaseServer>;
  /** How a service reaches these brokers: variables of its environment. Default: at their ports, as nobody in particular. */
  kafkaAccess?(service: ServiceName): Readonly<Record<string, string>>;
  /** Removes what is left once all of it was stopped. */
  remove?(): Promise<void>;
}
