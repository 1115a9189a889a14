import { createRequire } from 'node:module';

interface Runner {
  readonly running: boolean;
  fetch(nodeId: string): Promise<unknown[]>;
}

const require = createRequire(import.meta.url);
const { prototype: runner } = require('kafkajs/src/consumer/runner.js') as { prototype: Runner };
const { fetch } = runner;

/**
 * kafkajs 2.2.4 blocks the process for ever when a consumer leaves just as a broker goes away: its fetchers start anew,
 * ask a runner that has stopped, get "no batches" and ask again, without once returning to the event loop. An error
 * ends them. Import this before any consumer runs.
 */
runner.fetch = function (nodeId) {
  if (!this.running) return Promise.reject(new Error('the consumer has stopped'));
  return fetch.call(this, nodeId);
};
