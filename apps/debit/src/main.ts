import { serviceEnv, startService } from '@peaje/chassis';
import { REMEMBERED } from './db/remembered.js';
import { DebitModule } from './debit.module.js';

/** Takes the money: accounts, cards and the ledger. */
await startService({ name: 'debit', env: serviceEnv, module: DebitModule, remembers: REMEMBERED });
