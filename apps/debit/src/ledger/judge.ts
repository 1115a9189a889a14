import type { ChargeRequested } from '@peaje/contracts';
import { minorOf } from '@peaje/kernel';
import type { Account, Card } from './ledger.js';

export interface Case {
  readonly request: ChargeRequested;
  readonly account: Account | undefined;
  readonly card: Card | undefined;
  readonly now: Date;
}

export type Judgement =
  { readonly status: 'approved' } | { readonly status: 'declined' | 'cancelled'; readonly reason: string };

interface Rule {
  readonly reason: string;
  broken(of: Case): boolean;
}

/** In this order; the first broken rule is the reason. pos checks some of them earlier; debit's check decides. */
const RULES: readonly Rule[] = [
  { reason: 'unknown-account', broken: ({ account }) => !account },
  { reason: 'account-closed', broken: ({ account }) => account?.status !== 'open' },
  { reason: 'unknown-card', broken: ({ card }) => !card },
  { reason: 'card-of-another-account', broken: ({ card, request }) => card?.accountId !== request.accountId },
  {
    reason: 'prepaid-not-accepted',
    broken: ({ card, request }) => request.kind === 'toll' && card?.product === 'prepaid',
  },
  { reason: 'card-blocked', broken: ({ card }) => card?.status === 'blocked' },
  { reason: 'card-expired', broken: ({ card, request }) => isExpired(card?.expires ?? '', request) },
  {
    reason: 'currency-mismatch',
    broken: ({ account, request }) => account?.currency !== request.amount.currency,
  },
  {
    reason: 'insufficient-funds',
    broken: ({ account, request }) => (account?.balanceMinor ?? 0n) < minorOf(request.amount),
  },
];

/** The bank's decision on a new charge. */
export function judge(of: Case): Judgement {
  const { decideBy } = of.request;
  if (decideBy !== null && of.now.toISOString() > decideBy)
    return { status: 'cancelled', reason: 'deadline-passed' };
  const rule = RULES.find((r) => r.broken(of));
  return rule ? { status: 'declined', reason: rule.reason } : { status: 'approved' };
}

/** A toll is judged at the moment of the passage, however late it is reported. */
function isExpired(expires: string, { passedAt, requestedAt }: ChargeRequested): boolean {
  return (passedAt ?? requestedAt).slice(0, 7) > expires;
}
