import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import type { Admin, SeekEntry } from 'kafkajs';

interface Broker {
  listOffsets(request: { readonly isolationLevel?: number }): Promise<unknown>;
}

const require = createRequire(import.meta.url);
const { prototype: broker } = require('kafkajs/src/broker/index.js') as { prototype: Broker };

const READ_UNCOMMITTED = 0;
const asksForLogEnds = new AsyncLocalStorage<true>();

/** kafkajs asks only where committed transactions end, and has no option for anything else. */
const { listOffsets } = broker;
broker.listOffsets = function (request) {
  const isolation = asksForLogEnds.getStore() ? { isolationLevel: READ_UNCOMMITTED } : {};
  return listOffsets.call(this, { ...request, ...isolation });
};

/**
 * Where the log of each partition ends, records of open transactions included: the end that Kafka's own tools count the
 * lag of a group to. Nobody can read further than `fetchTopicOffsets` says.
 */
export const logEndsOf = (
  admin: Admin,
  topic: string,
): Promise<(SeekEntry & { high: string; low: string })[]> =>
  asksForLogEnds.run(true, () => admin.fetchTopicOffsets(topic));
