import type { ChargeView } from '@peaje/contracts';

/** A till of the demo shop charges the rich demo holder over HTTP; `value` in minor units. */
export async function postShopCharge(posUrl: string, value = '1990'): Promise<ChargeView> {
  const response = await fetch(`${posUrl}/v1/charges`, {
    method: 'POST',
    headers: {
      authorization: 'Bearer demo_shop',
      'idempotency-key': crypto.randomUUID(),
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      tillId: 'till-7',
      card: { token: 'card_rich' },
      amount: { value, currency: 'EUR' },
    }),
  });
  return (await response.json()) as ChargeView;
}
