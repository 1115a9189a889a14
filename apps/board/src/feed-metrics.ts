import { Counter, Gauge, type Registry } from 'prom-client';
import type { FeedObserver } from './feed.js';

export function feedMetrics(registry: Registry): FeedObserver {
  const listeners = new Gauge({
    name: 'peaje_board_listeners',
    help: 'Open streams of events',
    registers: [registry],
  });
  const cutOff = new Counter({
    name: 'peaje_board_listeners_cut_off_total',
    help: 'Listeners that took too little and were cut off',
    registers: [registry],
  });
  return { onListeners: (count) => listeners.set(count), onCutOff: () => cutOff.inc() };
}
