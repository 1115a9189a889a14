import { startService } from '@peaje/chassis';
import { auditEnv } from './audit.config.js';
import { AuditModule } from './audit.module.js';

await startService({ name: 'audit', env: auditEnv, module: AuditModule, remembers: { rows: ['entry'] } });
