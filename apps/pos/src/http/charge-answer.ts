import type { ChargeView } from '@peaje/contracts';
import type { AcceptedCharge } from '../charge/charge.js';
import { chargeView } from './charge-view.js';
import type { SentReply } from './given-answers.js';

export interface Reply extends SentReply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
}

/** Tells the caller which of its preferences are met, and how. */
export function applyPreference(reply: Reply, applied: string): void {
  if (applied !== '') reply.header('preference-applied', applied);
}

/** The answer to a charge that is stored, whether now or by an earlier request with the same key. */
export function answer(reply: Reply, { charge, replayed }: AcceptedCharge, status: number): ChargeView {
  reply.status(status).header('location', `/v1/charges/${charge.id}`);
  if (replayed) reply.header('idempotency-replayed', 'true');
  return chargeView(charge);
}
