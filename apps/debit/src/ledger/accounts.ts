import type { OpenAccountBody } from '@peaje/contracts';
import { Refusal, type Currency } from '@peaje/kernel';
import type { Account } from './ledger.js';

export type Holder = OpenAccountBody['holder'];

export interface NewAccount {
  readonly id: string;
  readonly currency: Currency;
  readonly holder: Holder;
}

/** An account with its owner. Merchants and the bank have no holder. */
export interface OwnedAccount extends Account {
  readonly kind: 'holder' | 'merchant' | 'bank';
  readonly holder: Holder | null;
}

/** The port to accounts. */
export abstract class Accounts {
  abstract find(id: string): Promise<OwnedAccount | null>;

  /** Stores a holder's account with its event, in one commit. False: the id is taken, and nothing is stored. */
  abstract insert(account: NewAccount): Promise<boolean>;

  /** @throws Refusal not-found */
  async get(id: string): Promise<OwnedAccount> {
    return (await this.find(id)) ?? refuseUnknownAccount();
  }
}

export function refuseUnknownAccount(): never {
  throw new Refusal('not-found', { detail: 'there is no account with this id' });
}
