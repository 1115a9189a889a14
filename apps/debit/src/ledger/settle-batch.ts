import type {
  CancellationRequested,
  ChargeFacts,
  ChargeOutcomeEvent,
  ChargeRequested,
  ChargeRequestEvent,
} from '@peaje/contracts';
import { minorOf, PermanentError } from '@peaje/kernel';
import { CHARGE_TABLE, type Action } from './charge-table.js';
import { chargeFingerprint } from './fingerprint.js';
import { judge } from './judge.js';
import {
  accountName,
  fromKey,
  holderName,
  toKey,
  type Account,
  type Debt,
  type LedgerChanges,
  type LedgerView,
  type Posting,
  type StoredCharge,
} from './ledger.js';
import { outcomeEvent } from './outcome-events.js';

export interface Settlement extends LedgerChanges {
  /** In the order of the messages. One for each; two where the money of a recovered debt went back. */
  readonly outcomes: readonly ChargeOutcomeEvent[];
}

/**
 * Folds messages in order over what is stored: first come, first served on an account. A message that comes twice in one
 * batch finds the charge that its first copy stored. Pure. @throws PermanentError for a charge id with other contents.
 */
export function settleBatch(
  messages: readonly ChargeRequestEvent[],
  view: LedgerView,
  now: Date,
): Settlement {
  const fold = new Fold(view, now);
  const outcomes = messages.flatMap((message) => fold.settle(message));
  return { outcomes, ...fold.changes() };
}

export interface Discarded extends LedgerChanges {
  /** Null when another charge is stored under this id: that one has had its own outcome. */
  readonly outcome: ChargeOutcomeEvent | null;
}

/** An operator discards a request: it is stored as *cancelled*, unless debit has decided on it after all. Pure. */
export function discardRequest(request: ChargeRequested, view: LedgerView, now: Date): Discarded {
  const fold = new Fold(view, now);
  const outcome = fold.discard(request);
  return { outcome, ...fold.changes() };
}

class Fold {
  private readonly charges: Map<string, StoredCharge>;
  private readonly accounts: Map<string, Account>;
  private readonly decided = new Set<string>();
  private readonly reversed = new Set<string>();
  private readonly released = new Set<string>();
  private readonly postings: Posting[] = [];
  private readonly debts: Debt[] = [];
  private readonly voidedDebts = new Set<string>();

  constructor(
    private readonly view: LedgerView,
    private readonly now: Date,
  ) {
    this.charges = new Map(view.charges);
    this.accounts = new Map(view.accounts);
  }

  settle(message: ChargeRequestEvent): readonly ChargeOutcomeEvent[] {
    const stored = this.charges.get(message.data.chargeId);
    if (stored && stored.fingerprint !== chargeFingerprint(message.data)) {
      throw new PermanentError('fingerprint-mismatch', `charge ${stored.id} is stored with other contents`);
    }
    const isRequest = message.type === 'peaje.charge.requested.v1';
    const action = CHARGE_TABLE[stored?.status ?? 'nothing'][isRequest ? 'request' : 'cancellation'];
    switch (action) {
      case 'decide':
        return [this.decide(message.data as ChargeRequested)];
      case 'store-cancelled': {
        const { cause, ...facts } = message.data as CancellationRequested;
        return [this.storeCancelled(facts, cause)];
      }
      case 'reverse':
        return [this.reverse(stored!)];
      case 'release':
        return this.release(stored!);
      default:
        return [repeated(action, stored!)];
    }
  }

  discard(request: ChargeRequested): ChargeOutcomeEvent | null {
    const stored = this.charges.get(request.chargeId);
    if (stored && stored.fingerprint !== chargeFingerprint(request)) return null;
    const action = CHARGE_TABLE[stored?.status ?? 'nothing'].discard;
    if (action !== 'store-cancelled') return repeated(action, stored!);
    const { decideBy, ...facts } = request;
    return this.storeCancelled(facts, 'discarded');
  }

  changes(): LedgerChanges {
    // A charge decided and reversed in one batch is inserted in its last state.
    const reversed = [...this.reversed].filter((id) => !this.decided.has(id));
    const pick = (ids: Iterable<string>) => [...ids].map((id) => this.charges.get(id)!);
    return {
      decided: pick(this.decided),
      reversed: pick(reversed),
      released: pick(this.released),
      postings: this.postings,
      debts: this.debts,
      voidedDebts: [...this.voidedDebts],
    };
  }

  private decide(request: ChargeRequested): ChargeOutcomeEvent {
    const account = this.accounts.get(holderName(request.accountId));
    const card = this.view.cards.get(request.card.token);
    const judgement = judge({ request, account, card, now: this.now });
    const moved =
      judgement.status === 'approved'
        ? this.post('charge', request, request.accountId, request.merchantId)
        : undefined;
    const { decideBy, ...facts } = request;
    const charge = this.store(facts, judgement.status, 'reason' in judgement ? judgement.reason : null, {
      balanceAfterMinor: moved ?? account?.balanceMinor ?? null,
    });
    if (judgement.status === 'declined' && request.kind === 'toll' && account) {
      this.debts.push(debtOf(request, judgement.reason, charge.decidedAt));
    }
    return outcomeEvent(charge, judgement.status);
  }

  private storeCancelled(facts: ChargeFacts, reason: string): ChargeOutcomeEvent {
    const balanceAfterMinor = this.accounts.get(holderName(facts.accountId))?.balanceMinor ?? null;
    return outcomeEvent(this.store(facts, 'cancelled', reason, { balanceAfterMinor }), 'cancelled');
  }

  private reverse(stored: StoredCharge): ChargeOutcomeEvent {
    const charge: StoredCharge = { ...stored, status: 'reversed', ...this.giveBack('reversal', stored) };
    this.charges.set(charge.id, charge);
    this.reversed.add(charge.id);
    return outcomeEvent(charge, 'reversed');
  }

  /** The charge stays declined. What the bank took for it since then goes back, once, with an event for the holder (ADR 25). */
  private release(stored: StoredCharge): readonly ChargeOutcomeEvent[] {
    const declined = outcomeEvent(stored, 'declined');
    const isTaken = stored.reversedAt === null && this.view.recovered.has(stored.id);
    if (isTaken) {
      this.charges.set(stored.id, { ...stored, ...this.giveBack('recovery-reversal', stored) });
      this.released.add(stored.id);
    }
    const charge = this.charges.get(stored.id)!;
    if (charge.reversedAt !== null) return [declined, outcomeEvent(charge, 'reversed')];
    if (stored.facts.kind === 'toll') this.voidedDebts.add(stored.id);
    return [declined];
  }

  private giveBack(kind: 'reversal' | 'recovery-reversal', { facts }: StoredCharge) {
    const reversedBalanceMinor = this.post(kind, facts, facts.merchantId, facts.accountId);
    return { reversedAt: this.now.toISOString(), reversedBalanceMinor };
  }

  private store(
    facts: ChargeFacts,
    status: StoredCharge['status'],
    reason: string | null,
    { balanceAfterMinor }: { readonly balanceAfterMinor: bigint | null },
  ): StoredCharge {
    const charge: StoredCharge = {
      id: facts.chargeId,
      fingerprint: chargeFingerprint(facts),
      status,
      reason,
      facts,
      balanceAfterMinor,
      decidedAt: this.now.toISOString(),
      reversedAt: null,
      reversedBalanceMinor: null,
    };
    this.charges.set(charge.id, charge);
    this.decided.add(charge.id);
    return charge;
  }

  /** Moves the money of a charge and returns the holder's balance after it. */
  private post(kind: Posting['kind'], facts: ChargeFacts, from: string, to: string): bigint {
    const amountMinor = minorOf(facts.amount);
    const { currency } = facts.amount;
    const at = this.now.toISOString();
    const posting: Posting = {
      id: `${facts.chargeId}.${kind}`,
      kind,
      chargeId: facts.chargeId,
      from,
      to,
      amountMinor,
      currency,
      at,
    };
    this.postings.push(posting);
    this.shift(accountName(fromKey(posting)), -amountMinor);
    this.shift(accountName(toKey(posting)), amountMinor);
    return this.accounts.get(holderName(facts.accountId))!.balanceMinor;
  }

  private shift(name: string, byMinor: bigint): void {
    const account = this.accounts.get(name);
    if (!account) throw new TypeError(`account ${name} was not locked`);
    this.accounts.set(name, { ...account, balanceMinor: account.balanceMinor + byMinor });
  }
}

type Repetition = Extract<Action, `repeat-${string}`>;

const REPEATED: Readonly<Record<Repetition, StoredCharge['status']>> = {
  'repeat-approved': 'approved',
  'repeat-declined': 'declined',
  'repeat-cancelled': 'cancelled',
  'repeat-reversed': 'reversed',
};

/** Nothing moves; the stored event goes out again. */
const repeated = (action: Repetition, stored: StoredCharge): ChargeOutcomeEvent =>
  outcomeEvent(stored, REPEATED[action]);

const debtOf = (request: ChargeRequested, reason: string, incurredAt: string): Debt => ({
  id: request.chargeId,
  accountId: request.accountId,
  cardToken: request.card.token,
  merchantId: request.merchantId,
  amountMinor: minorOf(request.amount),
  currency: request.amount.currency,
  reason,
  incurredAt,
});
