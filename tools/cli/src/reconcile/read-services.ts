import {
  accountLine,
  chainOf,
  chargeLine,
  deadLetterView,
  decisionLine,
  entryLine,
  noticeLine,
  outboxLine,
  type ServiceName,
} from '@peaje/contracts';
import type { z } from 'zod';
import { eachItem } from '../pages.js';
import type { Service } from '../service.js';
import type { Worksheet } from './worksheet.js';

/** The operator's access to each service. */
export type Services = Readonly<Record<ServiceName, Service>>;

export interface Reading {
  readonly services: Services;
  readonly worksheet: Worksheet;
  /** Charges of this time and later; null: all. */
  readonly since: string | null;
  readonly signal: AbortSignal;
  /** Called for each line. */
  readonly onLine: (of: string) => void;
}

interface Amount {
  readonly value: string;
  readonly currency: string;
}

/** As every table of the worksheet has it: `1990 EUR`. */
export const amountText = (amount: Amount | null): string | null =>
  amount && `${amount.value} ${amount.currency}`;

/** The services that act on records of charges. */
const READERS = ['debit', 'pos', 'sms'] as const satisfies readonly ServiceName[];
export type Reader = (typeof READERS)[number];

/** The dead letters of the services: they have not handled these records. Read before what they have handled. */
export async function readDeadLetters({ services, worksheet }: Reading): Promise<void> {
  for (const reader of READERS) {
    for await (const { topic, partition, offset } of eachItem(
      services[reader],
      deadLetterView,
      '/v1/dead-letters',
    ))
      worksheet.add('refused', { reader, topic, partition, offset: BigInt(offset) });
  }
}

/** The charges before the outbox: an event that is in neither the outbox nor its topic is lost. */
export async function readPos(reading: Reading): Promise<void> {
  const { worksheet } = reading;
  for await (const line of lines(reading, 'pos', 'charges', chargeLine)) {
    worksheet.add('charge', {
      id: line.id,
      kind: line.kind,
      account: line.accountId,
      card: line.cardToken,
      merchant: line.merchantId,
      amount: amountText(line.amount),
      status: line.status,
      reason: line.reason,
      ledger: line.ledger,
    });
  }
  for await (const { id } of lines(reading, 'pos', 'outbox', outboxLine))
    worksheet.add('unsent', { event: id });
}

export async function readDebit(reading: Reading): Promise<void> {
  const { worksheet } = reading;
  for await (const { id, decision, postings, debt } of lines(reading, 'debit', 'decisions', decisionLine)) {
    if (decision) {
      worksheet.add('decision', {
        id,
        kind: decision.kind,
        account: decision.accountId,
        card: decision.cardToken,
        merchant: decision.merchantId,
        amount: amountText(decision.amount),
        status: decision.status,
        reason: decision.reason,
        reversed: decision.reversedAt,
      });
    }
    for (const { id: posting, kind, from, to, amount } of postings)
      worksheet.add('posting', {
        id: posting,
        charge: id,
        kind,
        payer: from,
        payee: to,
        amount: amountText(amount),
      });
    if (debt) {
      worksheet.add('debt', {
        id,
        account: debt.accountId,
        merchant: debt.merchantId,
        amount: amountText(debt.amount),
        recovered: debt.recoveredAt,
        cancelled: debt.cancelledAt,
      });
    }
  }
  for await (const { id, balance, posted } of lines(reading, 'debit', 'accounts', accountLine))
    worksheet.add('account', { id, balance: amountText(balance), posted: `${posted} ${balance.currency}` });
}

export async function readSms(reading: Reading): Promise<void> {
  for await (const line of lines(reading, 'sms', 'notices', noticeLine)) {
    reading.worksheet.add('notice', {
      id: line.id,
      charge: line.chargeId,
      template: line.template,
      account: line.accountId,
      amount: amountText(line.amount),
      status: line.status,
    });
  }
}

/** The entries of a partition from this offset on. */
export async function readEntries(
  { services, worksheet, signal, onLine }: Reading,
  { topic, partition, from }: { readonly topic: string; readonly partition: number; readonly from: bigint },
): Promise<void> {
  const query = { chain: chainOf({ topic, partition }), after: String(from - 1n) };
  const stream = services.audit.lines(entryLine, {
    path: '/v1/reconciliation/entries',
    query,
    positionOf: ({ offset }) => offset,
    signal,
  });
  for await (const { offset, digest } of stream) {
    worksheet.add('entry', { topic, partition, offset: BigInt(offset), digest });
    onLine('audit entries');
  }
}

async function* lines<Line extends { readonly id: string }>(
  { services, since, signal, onLine }: Reading,
  service: ServiceName,
  of: string,
  line: z.ZodType<Line>,
): AsyncGenerator<Line> {
  const isByTime = of !== 'outbox' && of !== 'accounts';
  const stream = services[service].lines(line, {
    path: `/v1/reconciliation/${of}`,
    query: isByTime && since !== null ? { since } : {},
    positionOf: ({ id }) => id,
    signal,
  });
  for await (const one of stream) {
    onLine(`${service} ${of}`);
    yield one;
  }
}
