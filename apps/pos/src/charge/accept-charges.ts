import type { CardChanged } from '@peaje/contracts';
import { nothingStored, Refusal } from '@peaje/kernel';
import type { CardList } from './card-list.js';
import { keyName, type AcceptedCharge, type ChargeIntent, type NewCharge } from './charge.js';
import type { ChargeCapacity } from './charge-capacity.js';
import type { Charges, InsertedCharge, StoredCharge } from './charges.js';
import { admit } from './edge-rules.js';
import { checkedInTime } from './outcome-unknown.js';
import type { PassageTimes } from './passage-times.js';

/**
 * The way in of every charge. The order of checks:
 *
 * 1. shape: the controller has read the body by its schema;
 * 2. key: a repetition gets its first answer, even when the card has been blocked since, or the passage is too old now;
 * 3. edge: the time of a passage can be true, the card is known, and a gate may take it;
 * 4. capacity: the outbox has room, and the caller still waits;
 * 5. insert: the database judges when two requests with one key race.
 */
export class AcceptCharges {
  constructor(
    private readonly charges: Charges,
    private readonly cards: CardList,
    private readonly capacity: ChargeCapacity,
    private readonly times: PassageTimes,
  ) {}

  /** @throws Refusal */
  async one(intent: ChargeIntent): Promise<AcceptedCharge> {
    const [answer] = await this.many([intent]);
    if (answer instanceof Refusal) throw answer;
    return answer!;
  }

  /** Intents of one merchant and one kind, stored in one commit: an answer for each, in order. */
  async many(intents: readonly ChargeIntent[]): Promise<(AcceptedCharge | Refusal)[]> {
    const [first] = intents;
    if (!first) return [];
    // These checks only read, so the answer to a failure may say that nothing was stored.
    const checks = this.check(intents).catch((error: unknown) => {
      throw nothingStored(error);
    });
    const { known, admissions } = await checkedInTime(first.deadline, checks, () => {
      throw tooLate();
    });
    const requests = firstOfEachKey(admissions.values());
    const isFull = requests.size > 0 && !this.capacity.hasCapacity(first.kind);
    const isLate = first.deadline.isOver;
    const inserted = isFull || isLate ? undefined : await this.insert([...requests.values()]);
    return intents.map((intent) => {
      const admission = admissions.get(intent);
      const key = keyName(intent);
      if (!admission) return replay(known.get(key)!, intent);
      if (admission instanceof Refusal) return admission;
      if (!inserted) return isFull ? tooManyWaiting() : tooLate();
      const stored = inserted.get(key)!;
      const isNew = stored.created && requests.get(key) === admission;
      return isNew ? { charge: stored.charge, replayed: false } : replay(stored, intent);
    });
  }

  /** Key and edge, which only read: the charges that have their key already, and an admission for each other intent. */
  private async check(intents: readonly ChargeIntent[]) {
    const [{ charges: known, clock }, found] = await Promise.all([
      this.charges.findByKeys(intents),
      this.cards.find(tokensOf(intents)),
    ]);
    const fresh = intents.filter((intent) => !known.has(keyName(intent)));
    const missing = tokensOf(fresh).filter((token) => !found.has(token));
    const issued = missing.length > 0 ? await this.cards.findNew(missing) : NO_CARDS;
    const admissions = new Map(
      fresh.map((intent) => {
        const card = found.get(intent.cardToken) ?? issued.get(intent.cardToken);
        return [intent, admit(intent, card, this.times, clock)];
      }),
    );
    return { known, admissions };
  }

  private async insert(requests: readonly NewCharge[]): Promise<ReadonlyMap<string, InsertedCharge>> {
    return requests.length === 0 ? new Map() : this.charges.insert(requests);
  }
}

const NO_CARDS: ReadonlyMap<string, CardChanged> = new Map();

const tokensOf = (intents: readonly ChargeIntent[]): string[] => [
  ...new Set(intents.map(({ cardToken }) => cardToken)),
];

/** A key may stand twice in a file: its first admitted line is the request, and the others repeat it. */
function firstOfEachKey(admissions: Iterable<NewCharge | Refusal>): Map<string, NewCharge> {
  const first = new Map<string, NewCharge>();
  for (const admission of admissions) {
    if (admission instanceof Refusal || first.has(keyName(admission))) continue;
    first.set(keyName(admission), admission);
  }
  return first;
}

function replay({ charge, fingerprint }: StoredCharge, intent: ChargeIntent): AcceptedCharge | Refusal {
  if (fingerprint === intent.fingerprint || fingerprint === intent.formerFingerprint)
    return { charge, replayed: true };
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

const tooLate = () =>
  new Refusal('not-stored', {
    detail: 'the wait was over before the charge could be stored: try again with the same Idempotency-Key',
    retryAfterSeconds: 1,
  });
