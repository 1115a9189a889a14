/** The instructions for one process of the supervisor. Durations are in milliseconds. */
export interface ProcessSpec {
  /** Unique in a stack and the name of its log file: `pos-1`, `kafka-2`, `postgres`. */
  name: string;
  command: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** Set when the process must run as another user than the supervisor. */
  user?: { uid: number; gid: number };
  /** From 0 to 19: how far it steps back when the CPU is short, once it is ready. 0 when absent. */
  niceness?: number;
  /** Gets stdout and stderr, appended. */
  logFile: string;
  /** The signal of an orderly stop. */
  stopSignal: NodeJS.Signals;
  /** The time of an orderly stop before SIGKILL. */
  stopTimeoutMs: number;
  /**
   * True when all data of a stopping process is on disk. If the process does not end soon after that, it is killed.
   * Must not throw.
   */
  isSafeToKill?: () => Promise<boolean>;
  /** The signal of a stop without delay: SIGKILL, unless that leaves children behind. */
  abortSignal: NodeJS.Signals;
  /**
   * Called repeatedly after a start: null when the process is ready, else the reason why it is not. Must not throw.
   */
  whyNotReady: () => Promise<string | null>;
  /** The time of a start until it counts as failed. */
  readyTimeoutMs: number;
}

/** `waiting`: it died or got a deadly signal, and the supervisor restarts it soon. */
export type ProcessState = 'stopped' | 'starting' | 'ready' | 'waiting';

/** The status of a process on the control interface. */
export interface ProcessStatus {
  name: string;
  state: ProcessState;
  pid: number | null;
  /** The number of restarts after a death. */
  restarts: number;
}
