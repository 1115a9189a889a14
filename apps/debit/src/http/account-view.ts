import type { AccountView } from '@peaje/contracts';
import { money } from '@peaje/kernel';
import type { OwnedAccount } from '../ledger/accounts.js';

export const accountView = (account: OwnedAccount): AccountView => ({
  id: account.id,
  holder: account.holder,
  balance: money(account.balanceMinor, account.currency),
  status: account.status,
});
