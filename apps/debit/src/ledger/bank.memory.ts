import { Accounts, type NewAccount, type OwnedAccount } from './accounts.js';
import { Cards, type CardState, type StoredCard } from './cards.js';
import { Debts, type DebtState, type StoredDebt } from './debts.js';
import { accountName, type Account, type AccountKey, type AccountKind, type Posting } from './ledger.js';
import { Postings, type KeyClaim, type KeyedPosting, type ListedPosting } from './postings.js';

/** The ports of the bank's staff in memory, for specs of the rules. */

export class MemoryAccounts extends Accounts {
  readonly stored = new Map<string, OwnedAccount>();

  async find(id: string, kind?: AccountKind): Promise<OwnedAccount | null> {
    const found = this.stored.get(id);
    return found && (kind ?? found.kind) === found.kind ? found : null;
  }

  async insert(account: NewAccount): Promise<boolean> {
    if (this.stored.has(account.id)) return false;
    this.stored.set(account.id, { ...account, kind: 'holder', status: 'open', balanceMinor: 0n });
    return true;
  }
}

export class MemoryCards extends Cards {
  readonly stored = new Map<string, StoredCard>();
  owesSince: string | null = null;

  async find(token: string): Promise<StoredCard | null> {
    return this.stored.get(token) ?? null;
  }

  async insert(card: StoredCard): Promise<boolean> {
    if (this.stored.has(card.token)) return false;
    this.stored.set(card.token, card);
    return true;
  }

  async change(token: string, decide: (state: CardState) => StoredCard): Promise<StoredCard | null> {
    const card = this.stored.get(token);
    if (!card) return null;
    const after = decide({ card, owesSince: this.owesSince });
    this.stored.set(token, after);
    return after;
  }
}

class MemoryKeys {
  readonly postings: Posting[] = [];
  private readonly claims = new Map<string, KeyClaim>();

  once(claim: KeyClaim, work: () => Posting): KeyedPosting {
    const key = `${claim.callerId} ${claim.idempotencyKey}`;
    const used = this.claims.get(key);
    if (used) {
      const value = this.postings.find(({ id }) => id === used.postingId)!;
      return { created: false, fingerprint: used.fingerprint, value };
    }
    const value = work();
    this.claims.set(key, claim);
    this.postings.push(value);
    return { created: true, fingerprint: claim.fingerprint, value };
  }
}

export class MemoryPostings extends Postings {
  readonly keys = new MemoryKeys();

  constructor(private readonly accounts: ReadonlyMap<string, Account>) {
    super();
  }

  async list(): Promise<readonly ListedPosting[]> {
    return this.keys.postings.map((posting, index) => ({ ...posting, position: String(index + 1) }));
  }

  async insert(
    claim: KeyClaim,
    keys: readonly AccountKey[],
    decide: (known: ReadonlySet<string>) => Posting,
  ): Promise<KeyedPosting> {
    const known = keys.map(accountName).filter((name) => this.accounts.has(name));
    return this.keys.once(claim, () => decide(new Set(known)));
  }
}

export class MemoryDebts extends Debts {
  readonly keys = new MemoryKeys();

  constructor(private state: DebtState) {
    super();
  }

  async list(): Promise<readonly StoredDebt[]> {
    return this.state.debt ? [this.state.debt] : [];
  }

  async recover(
    claim: KeyClaim,
    _debtId: string,
    decide: (state: DebtState) => Posting,
  ): Promise<KeyedPosting> {
    const result = this.keys.once(claim, () => decide(this.state));
    const { debt } = this.state;
    if (debt) this.state = { ...this.state, debt: { ...debt, recoveredAt: result.value.at } };
    return result;
  }
}
