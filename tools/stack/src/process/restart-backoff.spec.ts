import { RestartBackoff } from './restart-backoff.js';

describe('restarting a process that died', () => {
  it('waits longer each time, up to five seconds', () => {
    const backoff = new RestartBackoff();
    const waits = Array.from({ length: 7 }, () => backoff.afterDeath(100));
    expect(waits).toEqual([200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
  });

  it('begins with the first wait again for a process that ran for half a minute', () => {
    const backoff = new RestartBackoff();
    backoff.afterDeath(100);
    backoff.afterDeath(100);
    expect(backoff.afterDeath(30_000)).toBe(200);
  });
});
