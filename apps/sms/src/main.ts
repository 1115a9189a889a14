import { startService } from '@peaje/chassis';
import { smsEnv } from './sms.config.js';
import { SmsModule } from './sms.module.js';

await startService({
  name: 'sms',
  env: smsEnv,
  module: SmsModule,
  remembers: { rows: ['notice', 'holder'] },
});
