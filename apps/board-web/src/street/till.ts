import type { ChargeView } from '@peaje/contracts';
import { create } from 'zustand';
import type { Money } from '../parts/money.js';
import { newKey } from '../http/new-key.js';
import { jsonBody, request, type Answer } from '../http/request.js';
import { noteOwn } from './own-charges.js';

interface Purchase {
  readonly key: string;
  readonly cardToken: string;
  readonly amount: Money;
}

type What = 'charge' | 'again' | 'cancel';

type TillState =
  | { readonly phase: 'ready' }
  | { readonly phase: 'waiting'; readonly what: What; readonly since: number; readonly purchase: Purchase }
  | {
      readonly phase: 'answered';
      readonly what: What;
      readonly purchase: Purchase;
      readonly charge: ChargeView;
      readonly ms: number;
      /** The answer says that it is the same charge as before. */
      readonly replayed: boolean;
    }
  | {
      readonly phase: 'refused';
      readonly what: What;
      readonly purchase: Purchase;
      readonly error: unknown;
    };

/** It lives beside the page's components: an answer is still there when one comes back from its journey. */
export const useTill = create<TillState>()(() => ({ phase: 'ready' }));

const replace = (state: TillState): void => useTill.setState(state, true);

const ask = async (
  what: What,
  purchase: Purchase,
  send: () => Promise<Answer<ChargeView>>,
): Promise<void> => {
  replace({ phase: 'waiting', what, since: performance.now(), purchase });
  try {
    const { body: charge, headers, ms } = await send();
    noteOwn(charge);
    const replayed = headers.get('Idempotency-Replayed') === 'true';
    replace({ phase: 'answered', what, purchase, charge, ms, replayed });
  } catch (error) {
    replace({ phase: 'refused', what, purchase, error });
  }
};

const send = (what: 'charge' | 'again', purchase: Purchase): Promise<void> => {
  const { key, cardToken, amount } = purchase;
  const body = { tillId: 'till-7', card: { token: cardToken }, amount };
  return ask(what, purchase, () =>
    request<ChargeView>('/v1/charges', jsonBody(body, { 'Idempotency-Key': key })),
  );
};

export const charge = (cardToken: string, amount: Money): void =>
  void send('charge', { key: newKey(), cardToken, amount });

/** The same key and the same body: what a till does that never got its answer. */
export const chargeAgain = (): void => {
  const state = useTill.getState();
  if ('purchase' in state) void send('again', state.purchase);
};

export const cancelCharge = (): void => {
  const state = useTill.getState();
  if (state.phase !== 'answered') return;
  const { charge, purchase } = state;
  void ask('cancel', purchase, () =>
    request<ChargeView>(`/v1/charges/${charge.id}/cancellation`, {
      method: 'POST',
      // No body, but the board takes a write only from its own page, and this says so.
      headers: { 'Content-Type': 'application/json' },
    }),
  );
};

export const newCharge = (): void => {
  if (useTill.getState().phase !== 'waiting') replace({ phase: 'ready' });
};
