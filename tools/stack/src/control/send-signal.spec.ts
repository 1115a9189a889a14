import type { ProcessStatus } from '../process/process-spec.js';
import type { ControlledProcess } from './controlled-stack.js';
import { sendSignal } from './send-signal.js';

/** A process that ends some time after a deadly signal, and has a successor then. */
function aProcess(pid: number | null, endsAfterMs: number) {
  const status: ProcessStatus = { name: 'debit-1', state: 'ready', pid, restarts: 0 };
  const got: NodeJS.Signals[] = [];
  const process: ControlledProcess = {
    status: () => status,
    start: async () => undefined,
    stop: async () => undefined,
    signal: (signal) => {
      got.push(signal);
      if (Number.isFinite(endsAfterMs)) setTimeout(() => (status.pid = 4_712), endsAfterMs).unref();
      return true;
    },
  };
  return { process, got };
}

describe('a signal', () => {
  it('is answered when the process is gone, also when its successor runs already', async () => {
    const { process, got } = aProcess(4_711, 30);
    expect(await sendSignal(process, 'SIGKILL')).toEqual({
      name: 'debit-1',
      pid: 4_711,
      signal: 'SIGKILL',
      gone: true,
    });
    expect(got).toEqual(['SIGKILL']);
  });

  it('is answered after a second when the process is still ending', async () => {
    const { process } = aProcess(4_711, Number.POSITIVE_INFINITY);
    const begun = performance.now();
    expect(await sendSignal(process, 'SIGTERM')).toMatchObject({ pid: 4_711, gone: false });
    expect(performance.now() - begun).toBeLessThan(1_500);
  });

  it('that ends nothing is answered at once', async () => {
    const { process } = aProcess(4_711, Number.POSITIVE_INFINITY);
    const begun = performance.now();
    expect(await sendSignal(process, 'SIGSTOP')).toMatchObject({ pid: 4_711, gone: false });
    expect(performance.now() - begun).toBeLessThan(500);
  });

  it('reaches no process that does not run', async () => {
    const { process, got } = aProcess(null, 0);
    expect(await sendSignal(process, 'SIGKILL')).toMatchObject({ pid: null, gone: true });
    expect(got).toEqual([]);
  });
});
