import { startService } from '@peaje/chassis';
import { chargesRequested, passagesRequested } from '@peaje/contracts';
import { posEnv } from './pos.config.js';
import { PosModule } from './pos.module.js';

/** Tills and gates: owns charges, from the request to the answer. */
await startService({
  name: 'pos',
  env: posEnv,
  module: PosModule,
  remembers: { rows: ['charge', 'card'], writes: [chargesRequested.name, passagesRequested.name] },
});
