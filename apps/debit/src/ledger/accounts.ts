import type { OpenAccountBody } from '@peaje/contracts';
import { Refusal, type Currency } from '@peaje/kernel';
import type { Account, AccountKind } from './ledger.js';

export type Holder = OpenAccountBody['holder'];

export interface NewAccount {
  readonly id: string;
  readonly currency: Currency;
  readonly holder: Holder;
}

/** An account with its owner. Merchants and the bank have no holder. */
export interface OwnedAccount extends Account {
  readonly kind: AccountKind;
  readonly holder: Holder | null;
}

/** The port to accounts. */
export abstract class Accounts {
  /** Without a kind: the bank's, else the holder's, else the merchant's. */
  abstract find(id: string, kind?: AccountKind): Promise<OwnedAccount | null>;

  /** Stores a holder's account with its event, in one commit. False: the id is taken, and nothing is stored. */
  abstract insert(account: NewAccount): Promise<boolean>;

  /** @throws Refusal not-found */
  async get(id: string, kind?: AccountKind): Promise<OwnedAccount> {
    return (await this.find(id, kind)) ?? refuseUnknownAccount();
  }
}

export function refuseUnknownAccount(): never {
  throw new Refusal('not-found', { detail: 'there is no account with this id' });
}
