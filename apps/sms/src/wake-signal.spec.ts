import { WakeSignal } from './wake-signal.js';

const LONG_MS = 60_000;

describe('WakeSignal', () => {
  it('wakes a waiting loop', async () => {
    const signal = new WakeSignal();
    const waiting = signal.wait(LONG_MS);
    signal.wake();
    await waiting;
  });

  it('remembers one signal until the next wait', async () => {
    const signal = new WakeSignal();
    signal.wake();
    signal.wake();
    await signal.wait(LONG_MS);
    const startedMs = performance.now();
    await signal.wait(20);
    expect(performance.now() - startedMs).toBeGreaterThan(15);
  });
});
