import { createRequire } from 'node:module';

interface Runner {
  readonly running: boolean;
  fetch(nodeId: string): Promise<unknown[]>;
}

interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
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

const { prototype: requestQueue } = require('kafkajs/src/network/requestQueue/index.js') as {
  prototype: RequestQueue;
};
const { scheduleCheckPendingRequests } = requestQueue;

/**
 * From the first reply on, kafkajs 2.2.4 looks for delayed requests every millisecond on every connection, although
 * there are none: an idle service took 4 % of a core for it. Only a delayed request needs that look.
 */
requestQueue.scheduleCheckPendingRequests = function () {
  if (this.pending.length > 0) scheduleCheckPendingRequests.call(this);
};
