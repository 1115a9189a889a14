export {
  deadLetterTopic,
  DEFAULT_PARTITIONS,
  topicCatalogue,
  topics,
  writersOf,
  type TopicToCreate,
} from './catalogue.js';
export { decodeRecord } from './decode-record.js';
export { cloudEventAttributes, encodeEvent } from './envelope.js';
export {
  chargesDecided,
  chargesRequested,
  type CancellationRequested,
  type ChargeFacts,
  type ChargeOutcomeEvent,
  type ChargeRequested,
  type ChargeRequestEvent,
} from './events/charges.js';
export {
  auditCheckpoints,
  operationsPerformed,
  type AuditCheckpoint,
  type NumberedCheckpoint,
} from './events/record-keeping.js';
export {
  cards,
  holders,
  type CardChanged,
  type CardEvent,
  type HolderChanged,
  type HolderEvent,
} from './events/state.js';
export { EX_CONFIG } from './exit-codes.js';
export {
  canonicalBytes,
  chainOf,
  EMPTY_CHAIN,
  hashAfter,
  sortedHeaders,
  verifyChain,
  type ChainedEntry,
  type Head,
} from './hash-chain.js';
export {
  chainView,
  checkpointHealth,
  entriesQuery,
  entryView,
  verification,
  verificationBody,
  checkpointView,
  verifiedCheckpoint,
  type AnchoredHead,
  type ChainBreak,
  type CheckpointAlarm,
  type CheckpointHealth,
  type CheckpointWarning,
  type ChainVerification,
  type ChainView,
  type EntryView,
  type Verification,
  type VerificationBody,
  type VerifiedCheckpoint,
} from './http/audit.js';
export {
  accountView,
  changeCardBody,
  accountQuery,
  debtListQuery,
  postingListQuery,
  debtView,
  depositBody,
  issueCardBody,
  openAccountBody,
  postingView,
  type AccountView,
  type CardView,
  type ChangeCardBody,
  type AccountQuery,
  type DebtListQuery,
  type PostingListQuery,
  type DebtView,
  type DepositBody,
  type IssueCardBody,
  type OpenAccountBody,
  type PostingView,
} from './http/debit.js';
export {
  decodeCursor,
  refuseCursor,
  listQuery,
  MAX_PAGE_SIZE,
  page,
  pageOf,
  UUID_POSITION,
  type Page,
} from './http/lists.js';
export {
  deadLetterListQuery,
  deadLetterView,
  discardBody,
  LONGEST_REDRIVE_SECONDS,
  parkedKeyView,
  redriveBody,
  skippedBatchBody,
  unreadableBatchList,
  unreadableBatchView,
  redriveView,
  wholeDeadLetterView,
  type DeadLetterListQuery,
  type DeadLetterView,
  type DiscardBody,
  type ParkedKeyView,
  type QueuePosition,
  type RedriveBody,
  type RedrivenQueueView,
  type RedriveView,
  type SkippedBatchBody,
  type UnreadableBatchList,
  type UnreadableBatchView,
  type WholeDeadLetterView,
} from './http/parking.js';
export {
  chargeListQuery,
  chargeView,
  DEFAULT_WAIT_SECONDS,
  idempotencyKey,
  LONGEST_WAIT_SECONDS,
  SHORTEST_WAIT_SECONDS,
  MAX_PASSAGE_LINES,
  passageLine,
  shopChargeBody,
  tollPassageBody,
  type ChargeListQuery,
  type ChargeStatus,
  type ChargeView,
  type LedgerStatus,
  type PassageAnswer,
  type PassageLine,
  type ShopChargeBody,
  type TollPassageBody,
} from './http/pos.js';
export type { Role, RouteContract, ServiceName } from './http/route.js';
export { parkingServices, routes, routesOf, serviceNames, servicesOf } from './http/routes/catalogue.js';
export {
  deliveryReportForm,
  deliveryReportQuery,
  inboundTextForm,
  noticeListQuery,
  noticeResolutionBody,
  noticeView,
  type NoticeListQuery,
  type NoticeResolutionBody,
  type NoticeStatus,
  type NoticeView,
} from './http/sms.js';
export { logRecordOf, type Header, type LogRecord } from './log-record.js';
export { jsonSchema, type JsonSchema } from './openapi/json-schema.js';
export { openApiDocument, openApiOf } from './openapi/openapi.js';
export { chargeId, type CardProduct, type CardStatus, type ChargeKind, type Language } from './primitives.js';
export { problem, problems, type Problem, type ProblemCode } from './problems.js';
export {
  decode,
  defineTopic,
  encode,
  type EventOf,
  type Tombstone,
  type TopicContract,
  type WireRecord,
} from './topic.js';
