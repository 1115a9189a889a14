import { ACCOUNTS } from '../stack/crowd.js';
import { addPast, PAST_ACCOUNTS, removePast } from '../stack/past.js';
import type { Experiment } from './experiment.js';
import { measurePurchases, type Measured, warmUp } from './purchases.js';

const CALLERS = 64;

/** Purchases with a past of a million charges, and without it. */
export const grown: Experiment<Measured> = {
  name: 'grown',
  inQuick: false,
  arms: (effort) => (effort === 'full' ? ['peaje-grown', 'peaje-young'] : []),
  rounds: () => 3,
  async measure(bench, name) {
    const { warmSeconds, seconds } = bench.effort;
    const wantsPast = name === 'peaje-grown';
    const crowd = { first: 1, last: wantsPast ? PAST_ACCOUNTS : ACCOUNTS };
    const arm = await bench.arm('peaje').start();
    // What the past copies: purchases that are real.
    await warmUp(arm, { callers: CALLERS, seconds: warmSeconds });
    if (wantsPast) await addPast(ACCOUNTS);
    try {
      await warmUp(arm, { callers: CALLERS, seconds: warmSeconds, crowd });
      return await measurePurchases(arm, { callers: CALLERS, seconds, crowd });
    } finally {
      await arm.stop();
      if (wantsPast) await removePast(ACCOUNTS);
    }
  },
};
