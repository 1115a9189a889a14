/** What the supervisor must know to run one process. Durations are in milliseconds. */
export interface ProcessSpec {
  /** Unique in a stack and the name of its log file: `pos-1`, `kafka-2`, `postgres`. */
  name: string;
  command: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** Set when the process must run as another user than we do. */
  user?: { uid: number; gid: number };
  /** stdout and stderr are appended to it. */
  logFile: string;
  /** The signal of an orderly stop. */
  stopSignal: NodeJS.Signals;
  /** How long an orderly stop may take before SIGKILL. */
  stopTimeoutMs: number;
  /**
   * True once all that matters is on disk, though the process lingers: after a short grace it is then killed.
   * Must not throw.
   */
  isSafeToKill?: () => Promise<boolean>;
  /** The signal of a stop without delay; SIGKILL, unless children would be left behind by it. */
  abortSignal: NodeJS.Signals;
  /**
   * Asked again and again after a start: null once it is ready, until then what is missing. Must not throw.
   */
  whyNotReady: () => Promise<string | null>;
  /** How long a start may take. */
  readyTimeoutMs: number;
}

/** `waiting`: it died and is about to be brought back. */
export type ProcessState = 'stopped' | 'starting' | 'ready' | 'waiting';

/** What the control interface tells of a process. */
export interface ProcessStatus {
  name: string;
  state: ProcessState;
  pid: number | null;
  /** How often it died and was brought back. */
  restarts: number;
}
