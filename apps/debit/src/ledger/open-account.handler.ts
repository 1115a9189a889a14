import type { OpenAccountBody } from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import type { Accounts, Holder, OwnedAccount } from './accounts.js';
import type { CreateResult } from './ledger.js';

/** Opens a holder's account, once for an id. */
export class OpenAccount {
  constructor(private readonly accounts: Accounts) {}

  /** @throws Refusal already-exists when the id is taken by another holder */
  async execute({ id, holder }: OpenAccountBody): Promise<CreateResult<OwnedAccount>> {
    const created = await this.accounts.insert({ id, holder, currency: 'EUR' });
    const value = await this.accounts.get(id);
    if (isSameHolder(value.holder, holder)) return { created, value };
    throw new Refusal('already-exists', {
      field: 'id',
      detail: 'this id is taken by another holder: choose another id',
    });
  }
}

const isSameHolder = (stored: Holder | null, { name, phone, language }: Holder): boolean =>
  stored?.name === name && stored.phone === phone && stored.language === language;
