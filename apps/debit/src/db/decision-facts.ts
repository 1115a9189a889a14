import type { DecisionLine } from '@peaje/contracts';

type Facts = Pick<
  NonNullable<DecisionLine['decision']>,
  'kind' | 'amount' | 'accountId' | 'cardToken' | 'merchantId'
>;

/**
 * The facts of a stored decision. An edited row may hold any JSON: what is no text is empty, and what is no amount is 0,
 * which no charge has.
 */
export function decisionFacts(facts: unknown): Facts {
  const amount = fieldOf(facts, 'amount');
  const value = textOf(amount, 'value');
  return {
    kind: textOf(facts, 'kind'),
    amount: { value: /^-?\d+$/.test(value) ? value : '0', currency: textOf(amount, 'currency') },
    accountId: textOf(facts, 'accountId'),
    cardToken: textOf(fieldOf(facts, 'card'), 'token'),
    merchantId: textOf(facts, 'merchantId'),
  };
}

const fieldOf = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null ? (of as Record<string, unknown>)[name] : undefined;

function textOf(of: unknown, name: string): string {
  const field = fieldOf(of, name);
  return typeof field === 'string' ? field : '';
}
