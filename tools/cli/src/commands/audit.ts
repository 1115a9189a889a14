import { commandGroup } from '../command.js';
import { anchorCommand } from './audit-anchor.js';
import { rotateKeyCommand } from './audit-rotate-key.js';
import { verifyCommand } from './audit-verify.js';

export const auditCommand = commandGroup('audit', [verifyCommand, anchorCommand, rotateKeyCommand]);
