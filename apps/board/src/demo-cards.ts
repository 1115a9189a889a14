import { demoCards, type BoardView } from '@peaje/contracts';
import { z } from 'zod';
import type { ServiceClient } from './service-client.js';

type Card = BoardView['cards'][number];

const card = z.object({
  token: z.string(),
  product: z.enum(['credit', 'debit', 'prepaid']),
  last4: z.string(),
  accountId: z.string(),
});

/** Those of the demo cards that the bank knows: a stack without demo data has none. */
export class DemoCards {
  private found: readonly Card[] = [];

  constructor(private readonly services: ServiceClient) {}

  /** A card never changes its product or account, so what is known is not asked for again. */
  async known(): Promise<readonly Card[]> {
    if (this.found.length === demoCards.length) return this.found;
    const answers = await Promise.all(
      demoCards.map((token) => this.services.read('debit', `/v1/cards/${token}`, card).catch(() => null)),
    );
    this.found = answers.filter((one) => one !== null);
    return this.found;
  }
}
