import type { ChargeStatus, GivenAnswer } from '@peaje/contracts';
import { keepNewest } from '@peaje/kernel';

type Kept = Omit<GivenAnswer, 'at' | 'afterMs'> & { readonly atMs: number; readonly afterMs: number };

const MOST_CHARGES = 10_000;
/** Of one charge: a till that asks again and again does not fill the memory. */
const MOST_OF_A_CHARGE = 8;

/**
 * The answers that this instance has given of late, for `peaje watch`. They are in memory only, because no purchase should
 * pay a commit for them: after its restart, or from another instance, they are not known.
 */
export class GivenAnswers {
  private readonly byCharge = new Map<string, readonly Kept[]>();

  constructor(private readonly most = MOST_CHARGES) {}

  add(chargeId: string, answer: Kept): void {
    const kept = [...(this.byCharge.get(chargeId) ?? []), answer].slice(-MOST_OF_A_CHARGE);
    // The newest are last, so the first is the one that was answered longest ago.
    this.byCharge.delete(chargeId);
    this.byCharge.set(chargeId, kept);
    keepNewest(this.byCharge, this.most);
  }

  /** The oldest first. */
  of(chargeId: string): GivenAnswer[] {
    return (this.byCharge.get(chargeId) ?? []).map(({ atMs, afterMs, ...answer }) => ({
      at: new Date(atMs).toISOString(),
      afterMs: Math.round(afterMs),
      ...answer,
    }));
  }
}

/** The part of an HTTP reply that says when it was sent. */
export interface SentReply {
  readonly raw: {
    readonly statusCode: number;
    once(event: 'finish', listener: () => void): unknown;
  };
}

/** Notes an answer once all of it is sent. A caller that has hung up gets none. */
export function noteAnswer(
  answers: GivenAnswers,
  { raw }: SentReply,
  charge: { readonly id: string; readonly status: ChargeStatus },
  request: GivenAnswer['request'],
  arrivedAtMs: number,
): void {
  raw.once('finish', () => {
    const { id, status } = charge;
    const afterMs = performance.now() - arrivedAtMs;
    answers.add(id, { atMs: Date.now(), afterMs, request, httpStatus: raw.statusCode, status });
  });
}
