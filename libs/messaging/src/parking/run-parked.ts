import { Refusal } from '@peaje/kernel';
import { classify, errorCodeOf } from '../consume/failure-class.js';
import type { ParkedRecord } from './redrive.sql.js';
import type { TopicHandlers } from '../consume/topic-handler.js';

interface Failed {
  readonly record: ParkedRecord;
  readonly code: string;
  readonly reason: string;
  /** Not its fault: nothing is counted against it. */
  readonly outage: boolean;
}

/** The first ones that went through, and the one at which it ended, if it did. */
export interface RunEnd {
  readonly handled: readonly ParkedRecord[];
  readonly failed?: Failed;
}

/**
 * Parked records through the handler of their topic, in order: together, and one by one after a permanent failure, up to
 * the first that fails. What has no meaning to this version of the service is a failure too: it stays.
 */
export async function runParked(handlers: TopicHandlers, records: readonly ParkedRecord[]): Promise<RunEnd> {
  if (records.length > 1) {
    const end = await tryTogether(handlers, records);
    if (end) return end;
  }
  const handled: ParkedRecord[] = [];
  for (const record of records) {
    const failed = await failureOf(handlers, record);
    if (failed) return { handled, failed };
    handled.push(record);
  }
  return { handled };
}

/** Undefined: one of them fails for good, and has to be found. */
async function tryTogether(
  handlers: TopicHandlers,
  records: readonly ParkedRecord[],
): Promise<RunEnd | undefined> {
  const [first] = records;
  const handler = handlers.get(first!.topic);
  if (!handler) return undefined;
  const readings = records.map((record) => handler.read(record));
  const payload = readings.flatMap((reading) => (reading.outcome === 'readable' ? [reading.payload] : []));
  if (payload.length < records.length) return undefined;
  try {
    await handler.run(payload);
    return { handled: records };
  } catch (error) {
    if (classify(error) === 'permanent') return undefined;
    return { handled: [], failed: failureFrom(first!, error) };
  }
}

async function failureOf(handlers: TopicHandlers, record: ParkedRecord): Promise<Failed | undefined> {
  const handler = handlers.get(record.topic);
  if (!handler) return failure(record, 'no-handler', 'nothing in this service handles its topic any more');
  const reading = handler.read(record);
  if (reading.outcome === 'unreadable') return failure(record, reading.code, reading.reason);
  if (reading.outcome === 'ignored')
    return failure(record, 'unknown-type', 'nothing in this service handles its type');
  try {
    await handler.run([reading.payload]);
    return undefined;
  } catch (error) {
    return failureFrom(record, error);
  }
}

const failure = (record: ParkedRecord, code: string, reason: string): Failed => ({
  record,
  code,
  reason,
  outage: false,
});

function failureFrom(record: ParkedRecord, error: unknown): Failed {
  const code = errorCodeOf(error);
  const outage = classify(error) !== 'permanent';
  return { record, code, reason: `handler failed: ${code}`, outage };
}

/** @throws Refusal not-discardable, or what an outage throws */
export function refuseToDiscard(error: unknown): never {
  if (error instanceof Refusal || classify(error) !== 'permanent') throw error;
  throw new Refusal('not-discardable', {
    detail: `the service cannot discard it: ${errorCodeOf(error)}; nothing was changed`,
  });
}
