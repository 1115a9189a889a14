/** @public For an application that uses this library alone. */
export { deadLetterTopic, defineTopic, type EventOf, type TopicContract } from '@peaje/contracts';
/** @public For an application that uses this library alone. */
export { PermanentError, Refusal } from '@peaje/kernel';
export { BatchStrategy } from './consume/batch-strategy.js';
export { outgoing, type Batch, type Outgoing, type Received, type StateBatch } from './consume/batch.js';
export { ConsumeBatch, OnDiscard } from './consume/decorators.js';
export { ConsumerHealth, type GroupHealth } from './consume/consumer-health.js';
export { classify, rerunConflicts, sqlStateOf } from './consume/failure-class.js';
export { TopicHandlers } from './consume/topic-handler.js';
export {
  KafkaClient,
  KafkaConsumer,
  KafkaProducer,
  NotAcknowledgedError,
  type AppendedRecord,
  type ClusterDescription,
  type FetchedBatch,
  type FetchedRecord,
  type GroupDescription,
  type PartitionOffset,
} from './kafka/kafka-client.js';
export { KafkajsClient, type KafkaOptions } from './kafka/kafkajs-client.js';
export { PartitionProducer } from './kafka/partition-producer.js';
export { partitionFor } from './kafka/partitioner.js';
export { partitionName, positionName, type RecordPosition } from './kafka/record-position.js';
export { operationRow, shownKey } from './outbox/operations.js';
export {
  insertIntoOutbox,
  insertOutbox,
  ONCE_IN_OUTBOX,
  outboxParameters,
  outboxRow,
  replaceOutbox,
  type OutboxRow,
} from './outbox/outbox.sql.js';
export { Relay } from './outbox/relay.js';
export { deadLetterId, positionOfDeadLetter } from './parking/dead-letter-id.js';
export { Discards } from './parking/discards.js';
export { SkipBatch, type SkipBatchDeps } from './parking/skip-batch.js';
export {
  countUnreadableBatches,
  listUnreadableBatches,
  SqlUnreadableBatchStore,
  type ListedBatch,
} from './parking/unreadable-batches.sql.js';
export {
  countParked,
  findParked,
  listParked,
  listParkedKeys,
  type ListedRecord,
  type ParkedKey,
} from './parking/parked-lists.sql.js';
export { SqlParkingStore } from './parking/parking-store.sql.js';
export { RedriveParked, type Selection } from './parking/redrive-parked.js';
export type { ParkedQueue } from './parking/redrive.sql.js';
export { Redrives, type RedriveReport, type RedrivesDeps } from './parking/redrives.js';
export { MessagingModule } from './messaging.module.js';
export type { MessagingLogger } from './ports/messaging-logger.js';
export { MessagingMetrics, type PipelineObserver } from './ports/messaging-metrics.js';
export { SqlDatabase, type SqlSession } from './ports/sql-session.js';
