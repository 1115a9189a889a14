/** The records of a purchase: field by field and byte by byte as large as those of Peaje. */
export interface Purchase {
  readonly chargeId: string;
  readonly accountId: string;
  readonly merchantId: string;
  readonly amountMinor: bigint;
}

export interface TillBody {
  readonly tillId: string;
  readonly card: { readonly token: string };
  readonly amount: { readonly value: string; readonly currency: string };
}

export interface RequestValue {
  readonly chargeId: string;
  readonly accountId: string;
  readonly merchantId: string;
  readonly amount: { readonly value: string; readonly currency: string };
}

export interface OutcomeValue extends RequestValue {
  readonly outcome: 'approved' | 'declined';
  readonly reason?: string;
}

const MERCHANT = /^Bearer bench_(m_\d+)$/;

/** `Bearer bench_m_17` → `m_17`. An arm trusts its callers. */
export const merchantOf = (authorization: string | undefined): string =>
  MERCHANT.exec(authorization ?? '')?.[1] ?? 'm_1';

/** No arm has cards: `card_b_17` is the card of `acc_b_17`. */
const accountOf = (token: string): string => token.replace('card_', 'acc_');

export function requestValue(chargeId: string, merchantId: string, body: TillBody) {
  const now = Date.now();
  return {
    chargeId,
    kind: 'shop',
    accountId: accountOf(body.card.token),
    card: { token: body.card.token, last4: '4242', product: 'debit' },
    amount: body.amount,
    merchantId,
    tillId: body.tillId,
    gateId: null,
    laneId: null,
    requestedAt: new Date(now).toISOString(),
    passedAt: null,
    decideBy: new Date(now + 10_000).toISOString(),
  };
}

export function outcomeValue(request: RequestValue, reason: string | null) {
  return {
    ...request,
    decidedAt: new Date().toISOString(),
    balanceAfter: { value: '1000000', currency: 'EUR' },
    outcome: reason === null ? ('approved' as const) : ('declined' as const),
    ...(reason === null ? {} : { reason }),
  };
}

/** The attributes of a CloudEvent in Kafka's binary mode. */
export const headersOf = (name: string, chargeId: string): Record<string, string> => ({
  ce_specversion: '1.0',
  ce_id: `${chargeId}.${name}`,
  ce_type: `peaje.charge.${name}.v1`,
  ce_source: '/peaje/bench',
  ce_subject: chargeId,
  ce_time: new Date().toISOString(),
  'content-type': 'application/json',
});

export const purchaseOf = ({ chargeId, accountId, merchantId, amount }: RequestValue): Purchase => ({
  chargeId,
  accountId,
  merchantId,
  amountMinor: BigInt(amount.value),
});

/** The answer of an arm's API to a till. */
export const answerOf = ({
  chargeId,
  outcome,
  reason,
}: Pick<OutcomeValue, 'chargeId' | 'outcome' | 'reason'>) => ({
  id: chargeId,
  status: outcome,
  reason: reason ?? null,
});
