import type { LogRecord } from '@peaje/contracts';
import { type RecordView, recordView } from './record-view.js';

/** A dead letter: the record as its group read it, where that was, and why it was given up. */
export interface DeadLetterView extends RecordView {
  /** Null where the header is missing: somebody else wrote to this topic. */
  readonly origin: {
    readonly topic: string | null;
    readonly partition: number | null;
    readonly offset: string | null;
  };
  readonly group: string | null;
  readonly code: string | null;
  readonly reason: string | null;
  readonly attempts: number | null;
}

/** Pure. */
export function deadLetterView(record: LogRecord): DeadLetterView {
  const view = recordView(record);
  const header = (name: string): string | null => view.headers[`peaje-dlq-${name}`] ?? null;
  return {
    ...view,
    origin: { topic: header('topic'), partition: numberOf(header('partition')), offset: header('offset') },
    group: header('group'),
    code: header('code'),
    reason: header('reason'),
    attempts: numberOf(header('attempts')),
  };
}

const numberOf = (text: string | null): number | null => (text === null ? null : Number(text));
