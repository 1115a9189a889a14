import { looksLikeCardNumber } from '@peaje/kernel';
import { z } from 'zod';
import {
  amount,
  balance,
  CARD_NUMBER_REFUSED,
  cardProduct,
  cardStatus,
  clientText,
  expiryMonth,
  language,
  last4,
  reference,
  timestamp,
} from '../primitives.js';
import { listQuery } from './lists.js';

/** Telephone numbers of 13 digits begin as card numbers do. A longer one that looks like a card number is one. */
const phone = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, 'must be an E.164 number: "+34600000001"')
  .refine((number) => number.length <= 14 || !looksLikeCardNumber(number), CARD_NUMBER_REFUSED);

const holder = z.strictObject({
  name: clientText(100),
  phone,
  language,
});

export const openAccountBody = z.strictObject({ id: reference, holder });
export const depositBody = z.strictObject({ amount });
export const issueCardBody = z.strictObject({
  token: reference,
  accountId: reference,
  product: cardProduct,
  last4,
  expires: expiryMonth,
});
export const changeCardBody = z.strictObject({ status: cardStatus });

export const accountView = z.strictObject({
  id: z.string(),
  holder: z.strictObject({ name: z.string(), phone: z.string(), language }).nullable(),
  balance,
  status: z.enum(['open', 'closed']),
});

export const cardView = z.strictObject({
  token: z.string(),
  accountId: z.string(),
  product: cardProduct,
  last4,
  expires: expiryMonth,
  status: cardStatus,
  deniedSince: timestamp.nullable(),
  version: z.int(),
});

export const postingView = z.strictObject({
  id: z.string(),
  kind: z.enum(['charge', 'reversal', 'deposit', 'debt-recovery', 'recovery-reversal']),
  chargeId: z.string().nullable(),
  /** A posting has both sides, so the sum of all postings is always zero. */
  from: z.string(),
  to: z.string(),
  amount,
  at: timestamp,
});

export const debtView = z.strictObject({
  /** The charge's id: a charge makes at most one debt. */
  id: z.uuid(),
  chargeId: z.uuid(),
  accountId: z.string(),
  cardToken: z.string(),
  merchantId: z.string(),
  amount,
  reason: z.string(),
  /** `cancelled`: its passage was cancelled after the recovery, and the money went back. */
  status: z.enum(['open', 'recovered', 'cancelled']),
  incurredAt: timestamp,
  recoveredAt: timestamp.nullable(),
  cancelledAt: timestamp.nullable(),
});

/** A holder and a merchant may have the same id. Without a kind: the bank's account, else the holder's, else the merchant's. */
const accountKind = z.enum(['holder', 'merchant', 'bank']).optional();
export const accountQuery = z.strictObject({ kind: accountKind });
export const postingListQuery = listQuery.extend({ kind: accountKind });
export const debtListQuery = listQuery.extend({ accountId: reference.optional() });

export type DebtView = z.infer<typeof debtView>;
export type AccountQuery = z.infer<typeof accountQuery>;
export type PostingListQuery = z.infer<typeof postingListQuery>;
export type DebtListQuery = z.infer<typeof debtListQuery>;
export type OpenAccountBody = z.infer<typeof openAccountBody>;
export type DepositBody = z.infer<typeof depositBody>;
export type IssueCardBody = z.infer<typeof issueCardBody>;
export type ChangeCardBody = z.infer<typeof changeCardBody>;
export type AccountView = z.infer<typeof accountView>;
export type CardView = z.infer<typeof cardView>;
export type PostingView = z.infer<typeof postingView>;
