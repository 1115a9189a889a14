import type { ChargeView } from '@peaje/contracts';
import { chargeAnswer } from '../charge-answer.js';
import { Refused, type Service } from '../service.js';
import type { DemoKey, Session } from '../session.js';

const isNotFound = (error: unknown): boolean =>
  error instanceof Refused && error.problem.code === 'not-found';

/** The callers that own charges: a shop and a gate operator. `--key` names one caller only, so it stands for both. */
const OWNERS = ['shop', 'toll'] as const satisfies DemoKey[];
export const ownersIn = ({ keyGiven }: Session): readonly DemoKey[] => (keyGiven ? ['shop'] : OWNERS);

/** Only its owner sees a charge: this asks as the shop, then as the gate operator. */
export async function asOwner<T>(
  session: Session,
  ask: (pos: Service, owner: DemoKey) => Promise<T>,
): Promise<T> {
  const [first, ...others] = ownersIn(session);
  try {
    return await ask(session.service('pos', first!), first!);
  } catch (error) {
    const [second] = others;
    if (second === undefined || !isNotFound(error)) throw error;
    return ask(session.service('pos', second), second);
  }
}

export const findCharge = async (pos: Service, chargeId: string): Promise<ChargeView> =>
  (await pos.ask(chargeAnswer, { path: `/v1/charges/${encodeURIComponent(chargeId)}` })).body;
