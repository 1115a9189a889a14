import type { CardChanged } from '@peaje/contracts';
import { nothingStored, Refusal } from '@peaje/kernel';
import type { CardList } from './card-list.js';
import type { Charge, IdempotencyScope, NewCharge } from './charge.js';
import type { Charges, Stored } from './charges.js';

export interface Taken {
  readonly charge: Charge;
  /** True when the key had been used for this request before. */
  readonly replayed: boolean;
}

/** A request that has the right shape; `admit` judges its card at the edge. */
export interface Wanted extends IdempotencyScope {
  readonly cardToken: string;
  /** @throws Refusal */
  admit(card: CardChanged | undefined): NewCharge;
}

/**
 * Takes requests of one caller, whether one or a file of them: an answer for each, in order. The order of checks
 * (design §3): the key first, so that a repetition gets the same answer even when the card has been blocked since; then
 * the edge; then whether there is room; then the insert, which is the judge when two race.
 */
export async function takeCharges(
  charges: Charges,
  cards: CardList,
  wanted: readonly Wanted[],
): Promise<(Taken | Refusal)[]> {
  const callerId = wanted[0]?.callerId;
  if (callerId === undefined) return [];
  const { known, admissions } = await beforeAnyCommit(charges, cards, callerId, wanted);
  const admitted = new Map<string, Wanted>();
  for (const [one, admission] of admissions) {
    // A key that stands twice in a file: its first admitted line is the request, the others repeat it.
    if (!(admission instanceof Refusal) && !admitted.has(one.idempotencyKey))
      admitted.set(one.idempotencyKey, one);
  }
  const requests = [...admitted.values()].map((one) => admissions.get(one) as NewCharge);
  const isFull = requests[0] !== undefined && !charges.takesMore(requests[0].kind);
  const inserted =
    requests.length === 0 || isFull ? new Map<string, never>() : await charges.insert(requests);
  return wanted.map((one) => {
    const admission = admissions.get(one);
    if (admission instanceof Refusal) return admission;
    if (admission && isFull) return tooManyWaiting();
    const stored = inserted.get(one.idempotencyKey);
    if (stored?.created && admitted.get(one.idempotencyKey) === one)
      return { charge: stored.charge, replayed: false };
    return replay(stored ?? known.get(one.idempotencyKey)!, one);
  });
}

/** What is only read and judged: when that fails, the caller may be told that nothing was stored. */
async function beforeAnyCommit(
  charges: Charges,
  cards: CardList,
  callerId: string,
  wanted: readonly Wanted[],
) {
  try {
    const keys = wanted.map(({ idempotencyKey }) => idempotencyKey);
    const known = await charges.findByKeys(callerId, keys);
    const fresh = wanted.filter(({ idempotencyKey }) => !known.has(idempotencyKey));
    return { known, admissions: await admitAll(cards, fresh) };
  } catch (error) {
    throw nothingStored(error);
  }
}

/** One request alone. @throws Refusal */
export async function takeCharge(charges: Charges, cards: CardList, wanted: Wanted): Promise<Taken> {
  const [taken] = await takeCharges(charges, cards, [wanted]);
  if (taken instanceof Refusal) throw taken;
  return taken!;
}

async function admitAll(
  cards: CardList,
  fresh: readonly Wanted[],
): Promise<Map<Wanted, NewCharge | Refusal>> {
  const tokens = [...new Set(fresh.map(({ cardToken }) => cardToken))];
  const found = tokens.length === 0 ? new Map<string, CardChanged>() : await cards.find(tokens);
  return new Map(fresh.map((one) => [one, refusalOr(() => one.admit(found.get(one.cardToken)))]));
}

function replay({ charge, fingerprint }: Stored, { fingerprint: own }: Wanted): Taken | Refusal {
  if (fingerprint === own) return { charge, replayed: true };
  return new Refusal('idempotency-key-reused', {
    field: 'Idempotency-Key',
    detail: 'this key was used for a request with other contents: send a new key for a new charge',
  });
}

const tooManyWaiting = () =>
  new Refusal('not-stored', {
    detail:
      'too many charges wait for the bank and nothing was stored: try again with the same Idempotency-Key',
    retryAfterSeconds: 5,
  });

function refusalOr<T>(work: () => T): T | Refusal {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
