import type { PostingView } from '@peaje/contracts';
import { money } from '@peaje/kernel';
import type { Posting } from '../ledger/ledger.js';

export const postingView = (posting: Posting): PostingView => ({
  id: posting.id,
  kind: posting.kind,
  chargeId: posting.chargeId,
  from: posting.from,
  to: posting.to,
  amount: money(posting.amountMinor, posting.currency),
  at: posting.at,
});
