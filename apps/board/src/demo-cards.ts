import { demoCards, type BoardView } from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import { z } from 'zod';
import type { ServiceClient } from './service-client.js';

type Card = BoardView['cards'][number];

const card = z.object({
  token: z.string(),
  product: z.enum(['credit', 'debit', 'prepaid']),
  last4: z.string(),
  accountId: z.string(),
});

export interface KnownCards {
  readonly cards: readonly Card[];
  /** False: the bank did not answer for each of them. */
  readonly isComplete: boolean;
}

/** Those of the demo cards that the bank knows: a stack without demo data has none. */
export class DemoCards {
  private found: readonly Card[] = [];

  constructor(private readonly services: Pick<ServiceClient, 'read'>) {}

  /** A card never changes its product or account, so what is known is not asked for again. */
  async known(): Promise<KnownCards> {
    if (this.found.length === demoCards.length) return { cards: this.found, isComplete: true };
    const answers = await Promise.allSettled(
      demoCards.map((token) => this.services.read('debit', `/v1/cards/${token}`, card)),
    );
    const cards = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    if (cards.length >= this.found.length) this.found = cards;
    const isComplete = answers.every((one) => one.status === 'fulfilled' || isUnknown(one.reason));
    return { cards: this.found, isComplete };
  }
}

/** The bank has answered: it has no such card. */
const isUnknown = (error: unknown): boolean => error instanceof Refusal && error.code === 'not-found';
