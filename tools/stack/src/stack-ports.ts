import type { BrokerPorts } from './kafka/broker-config.js';
import type { PortBlock } from './process/port-block.js';
import type { WantedPort } from './process/port-owner.js';
import { declaredPort, type ServiceName } from './services/service-catalogue.js';
import { StackError } from './stack-error.js';

/** The ports that a stack chooses before its start. Further instances of a service get theirs later. */
export interface StackPorts {
  services: Record<string, number>;
  brokers: BrokerPorts[];
  postgres: number;
}

const DEFAULT_BASE = 3_000;
/** Relative to PEAJE_PORT_BASE, so that one setting moves all ports. */
const POSTGRES_OFFSET = 12_432;
const BROKER_OFFSET = 16_092;
const CONTROLLER_OFFSET = 16_095;

/** Unprivileged ports that browsers and Node's fetch refuse to call (Fetch standard, "bad port"). */
const BLOCKED = new Set([
  2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/**
 * The ports of the README. PEAJE_PORT_BASE moves all of them, PEAJE_PORT_POS and so on a single one. Pure.
 * @throws StackError `setting-invalid`
 */
export function fixedPorts(services: ServiceName[], brokers: number, env: NodeJS.ProcessEnv): StackPorts {
  const base = portFrom(env, 'PEAJE_PORT_BASE', DEFAULT_BASE);
  const port = (name: string, offset: number): number => portFrom(env, portVariable(name), base + offset);
  const servicePort = (name: string): number => port(name, declaredPort(name) - DEFAULT_BASE);
  return {
    services: Object.fromEntries(services.map((name) => [name, servicePort(name)])),
    postgres: port('postgres', POSTGRES_OFFSET),
    brokers: Array.from({ length: brokers }, (_, i) => ({
      id: i + 1,
      port: port(`kafka-${i + 1}`, BROKER_OFFSET + i),
      controllerPort: port(`kafka-controller-${i + 1}`, CONTROLLER_OFFSET + i),
    })),
  };
}

/** Ports that no other stack has, for tests. */
export function randomPorts(services: ServiceName[], brokers: number, block: PortBlock): StackPorts {
  return {
    services: Object.fromEntries(services.map((name) => [name, block.next()])),
    postgres: block.next(),
    brokers: Array.from({ length: brokers }, (_, i) => ({
      id: i + 1,
      port: block.next(),
      controllerPort: block.next(),
    })),
  };
}

function portFrom(env: NodeJS.ProcessEnv, variable: string, otherwise: number): number {
  const port = Number(env[variable] || otherwise);
  const reason = BLOCKED.has(port) ? 'browsers refuse to call it' : 'it is not a port from 1024 to 65535';
  if (Number.isInteger(port) && port >= 1024 && port <= 65_535 && !BLOCKED.has(port)) return port;
  throw new StackError(
    'setting-invalid',
    `${variable} gives port ${port}, but ${reason}.`,
    'Choose another port.',
  );
}

/** `PEAJE_PORT_FAKE_TWILIO`. Pure. */
export function portVariable(name: string): string {
  return `PEAJE_PORT_${name.toUpperCase().replaceAll('-', '_')}`;
}

/** All ports with their purposes. Pure. */
export function wantedPorts(ports: StackPorts): WantedPort[] {
  const wanted = (port: number, name: string, purpose = name): WantedPort => ({
    port,
    purpose,
    variable: portVariable(name),
  });
  return [
    ...Object.entries(ports.services).map(([name, port]) => wanted(port, name)),
    wanted(ports.postgres, 'postgres', 'PostgreSQL'),
    ...ports.brokers.map(({ id, port }) => wanted(port, `kafka-${id}`, `Kafka broker ${id}`)),
    ...ports.brokers.map(({ id, controllerPort }) =>
      wanted(controllerPort, `kafka-controller-${id}`, `Kafka controller ${id}`),
    ),
  ];
}
