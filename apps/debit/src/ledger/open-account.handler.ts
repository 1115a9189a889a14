import type { OpenAccountBody } from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import type { Accounts, Holder, OwnedAccount } from './accounts.js';
import type { CreateResult } from './ledger.js';

/** Opens a holder's account, once for an id. */
export class OpenAccount {
  constructor(private readonly accounts: Accounts) {}

  /** @throws Refusal already-exists when the id is taken by another holder, by a merchant or by the bank */
  async execute({ id, holder }: OpenAccountBody): Promise<CreateResult<OwnedAccount>> {
    const other = await this.accounts.find(id);
    // A merchant may take a holder's id later, because shops and the bank choose ids apart. Then there are two accounts.
    if (other && other.kind !== 'holder')
      throw taken('a merchant or the bank has this id: choose another id');
    const created = await this.accounts.insert({ id, holder, currency: 'EUR' });
    const value = await this.accounts.get(id, 'holder');
    if (isSameHolder(value.holder, holder)) return { created, value };
    throw taken('this id is taken by another holder: choose another id');
  }
}

const taken = (detail: string) => new Refusal('already-exists', { field: 'id', detail });

const isSameHolder = (stored: Holder | null, { name, phone, language }: Holder): boolean =>
  stored?.name === name && stored.phone === phone && stored.language === language;
