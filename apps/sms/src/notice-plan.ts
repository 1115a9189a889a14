import type { ChargeOutcomeEvent } from '@peaje/contracts';
import type { NoticeFacts, Template } from './notice-text.js';

/** A text that an event asks for. */
export interface PlannedNotice {
  readonly id: string;
  readonly chargeId: string;
  readonly accountId: string;
  readonly template: Template;
  readonly facts: NoticeFacts;
  readonly eventTime: string;
}

/** The text that an outcome asks for. A declined shop charge asks for none: the till has told the holder. */
function templateFor({ type, data }: ChargeOutcomeEvent): Template | null {
  switch (type) {
    case 'peaje.charge.approved.v1':
      return 'approved';
    case 'peaje.charge.reversed.v1':
      return 'reversed';
    case 'peaje.charge.declined.v1':
      return data.kind === 'toll' ? 'declined' : null;
    case 'peaje.charge.cancelled.v1':
      return null;
  }
}

/** The same event gives the same notice id, however often it comes. */
export function plannedNotice(event: ChargeOutcomeEvent): PlannedNotice | null {
  const template = templateFor(event);
  if (template === null) return null;
  const { chargeId, accountId, amount, merchantId, card, balanceAfter } = event.data;
  return {
    id: `${event.id}.${template}`,
    chargeId,
    accountId,
    template,
    facts: {
      chargeId,
      amount,
      merchantId,
      last4: card.last4,
      balanceAfter,
    },
    eventTime: event.time,
  };
}
