import { serviceEnv, startService } from '@peaje/chassis';
import { PosModule } from './pos.module.js';

/** Tills and gates: owns charges, from the request to the answer. */
await startService({ name: 'pos', env: serviceEnv, module: PosModule });
