import type { ChargeView } from '@peaje/contracts';
import { chargeAnswer } from '../charge-answer.js';
import { Refused, type Service } from '../service.js';
import type { Session } from '../session.js';

const isNotFound = (error: unknown): boolean =>
  error instanceof Refused && error.problem.code === 'not-found';

/** Only its owner sees a charge: this asks as the shop, then as the gate operator. `--key` names one caller only. */
export async function asOwner<T>(session: Session, ask: (pos: Service) => Promise<T>): Promise<T> {
  try {
    return await ask(session.service('pos', 'shop'));
  } catch (error) {
    if (session.keyGiven || !isNotFound(error)) throw error;
    return ask(session.service('pos', 'toll'));
  }
}

export const findCharge = async (pos: Service, chargeId: string): Promise<ChargeView> =>
  (await pos.ask(chargeAnswer, { path: `/v1/charges/${encodeURIComponent(chargeId)}` })).body;
