import type { ControlledBroker, ControlledProcess } from './control/controlled-stack.js';
import type { BrokerPorts } from './kafka/broker-config.js';
import type { ServiceName } from './services/service-catalogue.js';

interface Abortable {
  /** Ends it without delay. Acknowledged data is on disk already. */
  abort(): Promise<void>;
}

/** The brokers of one stack. */
export interface Brokers extends Abortable {
  readonly nodes: readonly ControlledBroker[];
  /** Returns when all are ready and know each other. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export type DatabaseServer = ControlledProcess & Abortable;

/**
 * Runs Kafka and PostgreSQL for a stack, as processes or in containers. They listen at the given ports of 127.0.0.1.
 * The superuser is that of `superuserUrl`.
 */
export interface Infra {
  openBrokers(ports: readonly BrokerPorts[], onChange: () => void): Promise<Brokers>;
  openPostgres(port: number, onChange: () => void): Promise<DatabaseServer>;
  /** Variables for a service's access to these brokers. Default: their ports, without a user. */
  kafkaAccess?(service: ServiceName): Readonly<Record<string, string>>;
  /** Removes the remains after everything was stopped. */
  remove?(): Promise<void>;
}
