import { Counter, Gauge, type Registry } from 'prom-client';
import type { CallEnd } from './call-ends.sql.js';
import type { SendRate } from './send-rate.js';

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

export function showRate(registry: Registry, rate: SendRate): SendRate {
  new Gauge({
    name: 'peaje_sms_texts_per_second',
    help: 'The most texts that go to the SMS provider in a second: our limit, and less after refusals',
    registers: [registry],
    collect() {
      this.set(rate.current);
    },
  });
  return rate;
}
