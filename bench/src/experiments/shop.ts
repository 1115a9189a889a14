import type { Experiment } from './experiment.js';
import { measurePurchases, type Measured, warmUp } from './purchases.js';

interface ShopSample {
  readonly many: Measured;
  readonly one: Measured;
}

const MANY = 64;
const ONE_SHARE = 0.5;

/** Purchases by 64 callers, then by one. */
export const shop: Experiment<ShopSample> = {
  name: 'shop',
  inQuick: true,
  arms: (effort) => [
    'peaje',
    'peaje-pair',
    'stock-concurrent',
    'bare',
    ...(effort === 'full' ? ['stock', 'hand-written', 'batch-naive'] : []),
  ],
  async measure(bench, name) {
    const { warmSeconds, seconds } = bench.effort;
    const arm = await bench.arm(name).start();
    try {
      await warmUp(arm, { callers: MANY, seconds: warmSeconds });
      const many = await measurePurchases(arm, { callers: MANY, seconds });
      const one = await measurePurchases(arm, { callers: 1, seconds: seconds * ONE_SHARE });
      return { many, one };
    } finally {
      await arm.stop();
    }
  },
};
