const DEADLY: readonly NodeJS.Signals[] = ['SIGKILL', 'SIGTERM', 'SIGINT'];

/** A process ends of these. Other signals stop it, let it go on, or make it write something. */
export const isDeadly = (signal: NodeJS.Signals): boolean => DEADLY.includes(signal);
