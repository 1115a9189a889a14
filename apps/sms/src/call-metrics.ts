import { Counter, type Registry } from 'prom-client';
import type { CallEnd } from './sms.sql.js';

/** How the calls to the provider end: `error` is its code, or that of the connection; empty when the text was sent. */
export function countCalls(registry: Registry): (end: CallEnd) => void {
  const calls = new Counter({
    name: 'peaje_sms_calls_total',
    help: 'Calls to the SMS provider, by how they ended',
    labelNames: ['status', 'error'],
    registers: [registry],
  });
  return (end) => calls.inc({ status: end.status, error: 'lastError' in end ? end.lastError : '' });
}
