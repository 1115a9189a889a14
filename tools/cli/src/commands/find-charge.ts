import { chargeView, type ChargeView } from '@peaje/contracts';
import { Refused, type Service } from '../service.js';
import type { Session } from '../session.js';

const isNotFound = (error: unknown): boolean =>
  error instanceof Refused && error.problem.code === 'not-found';

/** Whoever owns a charge sees it: the shop is asked first, then the gates, unless `--key` says who asks. */
export async function asOwner<T>(session: Session, ask: (pos: Service) => Promise<T>): Promise<T> {
  try {
    return await ask(session.service('pos', 'shop'));
  } catch (error) {
    if (session.keyGiven || !isNotFound(error)) throw error;
    return ask(session.service('pos', 'toll'));
  }
}

export const findCharge = async (pos: Service, chargeId: string): Promise<ChargeView> =>
  (await pos.ask(chargeView, { path: `/v1/charges/${encodeURIComponent(chargeId)}` })).body;
