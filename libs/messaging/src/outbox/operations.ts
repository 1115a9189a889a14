import { operationsPerformed } from '@peaje/contracts';
import { looksLikeCardNumber, newId } from '@peaje/kernel';
import { outboxRow, type OutboxRow } from './outbox.sql.js';

export interface Operation {
  /** The group whose state was changed by hand. */
  readonly group: string;
  /** What was done, as a verb phrase in kebab-case: `resolve-notice`. */
  readonly operation: string;
  /** The owner of the API key. */
  readonly operator: string;
  readonly reason: string;
  /** On what, and how. Neither names nor numbers of people. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** What an operator did, for the record: goes into the outbox with the commit that does it. */
export function operationRow(operation: Operation, performedAt: Date): OutboxRow {
  const id = newId();
  const time = performedAt.toISOString();
  return outboxRow(operationsPerformed, {
    id,
    type: 'peaje.operation.performed.v1',
    source: `/peaje/${operation.group}`,
    subject: id,
    time,
    data: { ...operation, details: { ...operation.details }, performedAt: time },
  });
}

/** The key of a record as operators see it. The key of an unreadable record may be anything, a card number too. */
export function shownKey(key: Buffer | null): string | null {
  const text = key?.toString() ?? null;
  return text !== null && looksLikeCardNumber(text) ? '(card number)' : text;
}
