import type { ProcessStatus } from '../process/process-spec.js';
import type { Availability } from '../probes/probe-log.js';

/**
 * The stack behind the control interface. It consists of processes, or of containers of Docker Compose or, in tests, of
 * Testcontainers. **A stopped process stays stopped; a killed one is restarted.**
 */
export interface ControlledStack {
  ready(): boolean;
  readonly services: readonly ControlledService[];
  readonly brokers: readonly ControlledBroker[];
  readonly postgres: ControlledProcess;
  /** What probes have seen since then. Null: nobody probes, or not yet. */
  availability(since: Date): Availability | null;
  /** Begins to stop the whole stack and returns at once. */
  stopAll(): void;
}

/** One service: one or more instances, each on a port of its own. */
export interface ControlledService {
  readonly name: string;
  readonly instances: readonly { readonly url: string; readonly process: ControlledProcess }[];
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Starts or stops instances until there are `count`, and returns when the new ones are ready. */
  scale(count: number): Promise<void>;
}

export interface ControlledBroker {
  readonly id: number;
  readonly port: number;
  readonly process: ControlledProcess;
}

export interface ControlledProcess {
  status(): ProcessStatus;
  /** Returns when it is ready. @throws StackError `process-died`, `process-not-ready`; it is stopped then. */
  start(): Promise<void>;
  /** Returns when it has ended. It stays stopped. */
  stop(): Promise<void>;
  /** A process that dies of the signal is restarted. False when no process runs. */
  signal(signal: NodeJS.Signals): boolean | Promise<boolean>;
}
