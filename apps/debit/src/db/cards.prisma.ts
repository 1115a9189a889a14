import { inTransaction, rawSession } from '@peaje/chassis';
import type { CardView, ChangeCardBody, IssueCardBody } from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import { insertOutbox, replaceOutbox, type Relay } from '@peaje/messaging';
import type pg from 'pg';
import { Cards, type Made } from '../ledger/accounts.js';
import { cardEventRow, cardView } from './card-events.js';
import { changeCardStatus } from './cards.sql.js';
import type { DebitDatabase } from './debit-database.js';

export class PrismaCards extends Cards {
  constructor(
    private readonly prisma: DebitDatabase,
    private readonly pool: pg.Pool,
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
    const row = cardEventRow({ ...body, status: 'active', deniedSince: null, version: 1 });
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
    if (!card) throw notFound();
    return cardView(card);
  }

  async change(token: string, { status }: ChangeCardBody): Promise<CardView> {
    const events = await inTransaction(this.pool, async (session) => {
      const changed = await changeCardStatus(session, token, status);
      const rows = changed ? [cardEventRow(changed)] : [];
      await replaceOutbox(session, rows);
      return rows;
    });
    this.relay.offer(events);
    return this.get(token);
  }
}

const notFound = (): Refusal => new Refusal('not-found', { detail: 'there is no card with this token' });

const isSame = (card: CardView, body: IssueCardBody): boolean =>
  card.accountId === body.accountId &&
  card.product === body.product &&
  card.last4 === body.last4 &&
  card.expires === body.expires;
