import type { CardEvent, HolderEvent } from '@peaje/contracts';
import type { NewAccount } from './accounts.js';
import type { StoredCard } from './cards.js';

const SOURCE = '/peaje/debit';

/** The state of a card as the gates and tills see it. The version in the id: the same state is the same event. */
export function cardChanged(card: StoredCard, time: string): CardEvent {
  return {
    id: `${card.token}.v${card.version}`,
    type: 'peaje.card.changed.v1',
    source: SOURCE,
    subject: card.token,
    time,
    data: card,
  };
}

/** The name, phone and language of a holder, for sms only. */
export function holderChanged({ id, holder }: NewAccount, version: number, time: string): HolderEvent {
  return {
    id: `${id}.v${version}`,
    type: 'peaje.holder.changed.v1',
    source: SOURCE,
    subject: id,
    time,
    data: { accountId: id, ...holder, version },
  };
}
