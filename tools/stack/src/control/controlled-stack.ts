import type { ProcessStatus } from '../process/process-spec.js';

/**
 * What the control interface lays hands on: processes that we supervise, containers that Docker does, or, for tests, containers
 * that we do.
 * In both, **stopped stays stopped, killed is brought back**.
 */
export interface ControlledStack {
  ready(): boolean;
  readonly services: readonly ControlledService[];
  readonly brokers: readonly ControlledBroker[];
  readonly postgres: ControlledProcess;
  /** Begins to stop the whole stack and returns at once. */
  stopAll(): void;
}

/** One service: one or more instances, each on a port of its own. */
export interface ControlledService {
  readonly name: string;
  readonly instances: readonly { readonly url: string; readonly process: ControlledProcess }[];
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Starts or stops instances until there are `count`; new ones are ready when this returns. */
  scale(count: number): Promise<void>;
}

export interface ControlledBroker {
  readonly id: number;
  readonly port: number;
  readonly process: ControlledProcess;
}

export interface ControlledProcess {
  status(): ProcessStatus;
  /** Ready when this returns. @throws StackError `process-died`, `process-not-ready`; it is then stopped. */
  start(): Promise<void>;
  /** Gone when this returns, and it stays away. */
  stop(): Promise<void>;
  /** Changes no intention: what dies of it is brought back. False when none runs. */
  signal(signal: NodeJS.Signals): boolean | Promise<boolean>;
}
