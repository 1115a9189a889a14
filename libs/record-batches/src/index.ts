export { fetchedOf, steppedOver, type FetchedPartition, type FetchedRecord } from './kafkajs-fetch.js';
export { logEndsOf } from './log-ends.js';
export type { UnreadableBatch } from './record-set.js';
export type { UnreadReason } from './unread.js';
