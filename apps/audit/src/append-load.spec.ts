import { AppendLoad } from './append-load.js';

const took = async (work: () => Promise<unknown>): Promise<number> => {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
};
/** Occupies this process, as hashing does. */
const busyFor = (ms: number) => async () => {
  const until = performance.now() + ms;
  while (performance.now() < until);
  return 'done';
};

describe('a piece of a verification', () => {
  it('does not rest while nothing is appended', async () => {
    const load = new AppendLoad();
    await load.appending(busyFor(20));
    expect(await load.piece(busyFor(5))).toBe('done');
    // A rest would be nine times as long. The rest of the time is for a machine that is busy otherwise.
    expect(await took(() => load.piece(busyFor(20)))).toBeLessThan(180);
  });

  it('rests nine times as long as it worked, while records are appended all the time', async () => {
    const load = new AppendLoad();
    const { promise, resolve } = Promise.withResolvers<void>();
    const appending = load.appending(() => promise);
    expect(await took(() => load.piece(busyFor(10)))).toBeGreaterThanOrEqual(95);
    resolve();
    await appending;
  });
});
