export { fetchedOf, readable, steppedOver, type FetchedRecord } from './kafkajs-fetch.js';
export { logEndsOf } from './log-ends.js';
export type { UnreadableBatch } from './record-set.js';
export { isHole, TOO_LARGE } from './unread.js';
