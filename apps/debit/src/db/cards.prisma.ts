import { rawSession } from '@peaje/chassis';
import { cards, type CardView, type ChangeCardBody, type IssueCardBody } from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import { insertOutbox, outboxRow, type OutboxRow, type Relay } from '@peaje/messaging';
import { Cards, type Made } from '../ledger/accounts.js';
import { cardChanged } from '../ledger/state-events.js';
import type { DebitDatabase } from './debit-database.js';
import type { Card } from './generated/client.js';

export class PrismaCards extends Cards {
  constructor(
    private readonly prisma: DebitDatabase,
    private readonly relay: Relay,
  ) {
    super();
  }

  async issue(body: IssueCardBody): Promise<Made<CardView>> {
    const account = await this.prisma.account.findUnique({ where: { id: body.accountId } });
    if (account?.kind !== 'holder') {
      throw new Refusal('unknown-account', {
        field: 'accountId',
        detail: 'open the account first: POST /v1/accounts',
      });
    }
    const card: CardView = { ...body, status: 'active', deniedSince: null, version: 1 };
    const row = eventRow(card);
    const created = await this.prisma.$transaction(async (tx) => {
      const { count } = await tx.card.createMany({ data: [body], skipDuplicates: true });
      if (count > 0) await insertOutbox(rawSession(tx), [row]);
      return count > 0;
    });
    if (created) this.relay.offer([row]);
    const value = await this.get(body.token);
    if (!isSame(value, body)) {
      throw new Refusal('already-exists', {
        field: 'token',
        detail: 'this token names another card: a card never changes its account, product or digits',
      });
    }
    return { created, value };
  }

  async get(token: string): Promise<CardView> {
    const card = await this.prisma.card.findUnique({ where: { token } });
    if (!card) throw notFound(token);
    return cardView(card);
  }

  async change(token: string, { status }: ChangeCardBody): Promise<CardView> {
    const { card, row } = await this.prisma.$transaction(async (tx) => {
      const changed = await tx.card.updateMany({
        where: { token, status: { not: status } },
        data: { status, deniedSince: status === 'blocked' ? new Date() : null, version: { increment: 1 } },
      });
      const found = await tx.card.findUnique({ where: { token } });
      if (!found) throw notFound(token);
      const view = cardView(found);
      if (changed.count === 0) return { card: view, row: undefined };
      const event = eventRow(view);
      await insertOutbox(rawSession(tx), [event]);
      return { card: view, row: event };
    });
    if (row) this.relay.offer([row]);
    return card;
  }
}

const eventRow = (card: CardView): OutboxRow => outboxRow(cards, cardChanged(card, new Date().toISOString()));

const notFound = (token: string): Refusal =>
  new Refusal('not-found', { detail: `there is no card ${token}` });

const isSame = (card: CardView, body: IssueCardBody): boolean =>
  card.accountId === body.accountId &&
  card.product === body.product &&
  card.last4 === body.last4 &&
  card.expires === body.expires;

const cardView = (card: Card): CardView => ({
  token: card.token,
  accountId: card.accountId,
  product: card.product as CardView['product'],
  last4: card.last4,
  expires: card.expires,
  status: card.status as CardView['status'],
  deniedSince: card.deniedSince?.toISOString() ?? null,
  version: card.version,
});
