import type { ComposeStackOptions } from './compose/start-compose-stack.js';
import type { Finding } from './machine-check.js';
import type { StackOptions } from './stack-options.js';
import type { Stack } from './start-stack.js';

export { type ControlClient, controlClient, type ProcessControl } from './control/control-client.js';
export type { KillAnswer, SignalledProcess, StackStatus } from './control/control-requests.js';
export type { Brokers, DatabaseServer, Infra } from './infra.js';
export { type BrokerPorts, brokerEnvironment, brokerSettings } from './kafka/broker-config.js';
export { untilTogether } from './kafka/brokers-together.js';
export { stackPaths } from './paths.js';
export { endOrphans } from './process/orphans.js';
export type { Finding } from './machine-check.js';
export type { Availability } from './probes/probe-log.js';
export type { ProcessStatus } from './process/process-spec.js';
export { demoApiKeys } from './services/service-env.js';
export { type RotatedKey, rotateCheckpointKey } from './services/checkpoint-key.js';
export { StackError } from './stack-error.js';
export { readStackInfo, type StackInfo } from './stack-info.js';
export type { StackOptions } from './stack-options.js';
export type { Stack } from './start-stack.js';

/** Loads its code when it is called: a client of a running stack needs no brokers, databases or migrations. */
export const startStack = async (options: StackOptions, signal?: AbortSignal): Promise<Stack> =>
  (await import('./start-stack.js')).startStack(options, signal);

export const checkMachine = async (env: NodeJS.ProcessEnv, isRunning: boolean): Promise<Finding[]> =>
  (await import('./machine-check.js')).checkMachine(env, isRunning);

export const startComposeStack = async (options: ComposeStackOptions): Promise<Stack> =>
  (await import('./compose/start-compose-stack.js')).startComposeStack(options);
