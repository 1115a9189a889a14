import { Doorbell } from './doorbell.js';

const LONG_MS = 60_000;

describe('Doorbell', () => {
  it('ends a wait', async () => {
    const doorbell = new Doorbell();
    const waiting = doorbell.wait(LONG_MS);
    doorbell.ring();
    await waiting;
  });

  it('remembers one ring while nobody waits', async () => {
    const doorbell = new Doorbell();
    doorbell.ring();
    doorbell.ring();
    await doorbell.wait(LONG_MS);
    const startedMs = performance.now();
    await doorbell.wait(20);
    expect(performance.now() - startedMs).toBeGreaterThan(15);
  });
});
