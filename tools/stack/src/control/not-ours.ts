import { StackError } from '../stack-error.js';
import type { ControlledProcess } from './controlled-stack.js';

/** Runs, as far as we can tell, and is in other hands: its start, stop and end are not ours to decide. */
export function notOurs(name: string): ControlledProcess {
  const refuse = (): never => {
    throw new StackError(
      'not-ours',
      `${name} is not run by this stack.`,
      'Stop and start it where it was started.',
    );
  };
  return {
    status: () => ({ name, state: 'ready', pid: null, restarts: 0 }),
    start: async () => refuse(),
    stop: async () => refuse(),
    signal: refuse,
  };
}
