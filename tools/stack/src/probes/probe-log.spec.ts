import { ProbeLog } from './probe-log.js';

const SECOND = 1_000;
/** A probe each second: `+` up, `-` down, a blank is none. */
const probed = (marks: string, log = new ProbeLog()): ProbeLog => {
  [...marks].forEach((mark, n) => mark !== ' ' && log.note('pos', n * SECOND, mark === '+'));
  return log;
};
const measured = (log: ProbeLog, since = 0, until = 1_000_000) => log.measured(since, until).services[0];

describe('what probes have seen', () => {
  it('a service that always answers is up all the time', () => {
    expect(measured(probed('+++++'))).toEqual({
      ...{ name: 'pos', observedMs: 4_000, downMs: 0, outages: 0, longestMs: 0, share: 1 },
    });
  });

  it('is down from the first probe that fails to the next that does not', () => {
    expect(measured(probed('++--+++-+++'))).toMatchObject({
      ...{ observedMs: 10_000, downMs: 3_000, outages: 2, longestMs: 2_000, share: 0.7 },
    });
  });

  it('is still down while probes fail', () => {
    expect(measured(probed('+---'))).toMatchObject({ downMs: 2_000, outages: 1 });
  });

  it('a pause of the prober is neither up nor down', () => {
    expect(measured(probed('++-          -++'))).toMatchObject({
      ...{ observedMs: 4_000, downMs: 1_000, outages: 2 },
    });
    expect(measured(probed('++-          +++'))).toMatchObject({ observedMs: 4_000, downMs: 0 });
  });

  it('counts what lies between two times', () => {
    const log = probed('++----++++');
    expect(measured(log, 4_000, 8_000)).toMatchObject({ observedMs: 4_000, downMs: 2_000, share: 0.5 });
    expect(measured(log, 100_000, 200_000)).toMatchObject({ observedMs: 0, share: null });
  });

  it('goes on from what was kept, and says when a service goes down or comes up', () => {
    const log = new ProbeLog(probed('+-+').histories);
    const later = 60_000;
    expect([
      log.note('pos', later, true),
      log.note('pos', later + 1_000, false),
      log.note('pos', later + 2_000, false),
      log.note('pos', later + 3_000, true),
    ]).toEqual([false, true, false, true]);
    expect(measured(log)).toMatchObject({ observedMs: 5_000, downMs: 3_000, outages: 2 });
  });

  it('forgets the oldest outages together with the time around them', () => {
    const log = probed('-+'.repeat(1_500));
    const now = measured(log, 0, 10_000_000)!;
    expect(now.outages).toBe(1_000);
    expect(now.share).toBeCloseTo(0.5, 2);
    expect(JSON.stringify(log.histories).length).toBeLessThan(40_000);
  });
});
