import { serviceEnv, startService } from '@peaje/chassis';
import { DebitModule } from './debit.module.js';

/** Takes the money: accounts, cards and the ledger. */
await startService({
  name: 'debit',
  env: serviceEnv,
  module: DebitModule,
  remembers: { rows: ["account WHERE kind = 'holder'", 'charge'], writes: ['holders'] },
});
