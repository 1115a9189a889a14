import type { PostingView } from '@peaje/contracts';
import { money, type Currency } from '@peaje/kernel';
import type { Posting } from './generated/client.js';

export const postingView = (posting: Posting): PostingView => ({
  id: posting.id,
  kind: posting.kind as PostingView['kind'],
  chargeId: posting.chargeId,
  from: posting.fromAccount,
  to: posting.toAccount,
  amount: money(posting.amountMinor, posting.currency as Currency),
  at: posting.at.toISOString(),
});
