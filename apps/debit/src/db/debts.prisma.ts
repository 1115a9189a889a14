import { inTransaction } from '@peaje/chassis';
import {
  decodeCursor,
  pageOf,
  UUID_POSITION,
  type DebtView,
  type Page,
  type PostingView,
} from '@peaje/contracts';
import { fingerprintOf, isUuid, money, Refusal, type Currency } from '@peaje/kernel';
import { replaceOutbox, type OutboxRow, type Relay } from '@peaje/messaging';
import type pg from 'pg';
import type { Made, PageRequest } from '../ledger/accounts.js';
import { Debts, type Recovery } from '../ledger/debts.js';
import type { Posting } from '../ledger/ledger.js';
import { cardEventRow } from './card-events.js';
import type { DebitDatabase } from './debit-database.js';
import type { Debt } from './generated/client.js';
import { releaseCard } from './cards.sql.js';
import { lockDebt, markRecovered, type LockedDebt } from './debts.sql.js';
import { claimKey, postMoney } from './postings.sql.js';
import { postingView } from './posting-view.js';

export class PrismaDebts extends Debts {
  constructor(
    private readonly prisma: DebitDatabase,
    private readonly pool: pg.Pool,
    private readonly relay: Relay,
  ) {
    super();
  }

  async list(accountId: string | undefined, { cursor, limit }: PageRequest): Promise<Page<DebtView>> {
    const rows = await this.prisma.debt.findMany({
      where: {
        ...(accountId === undefined ? {} : { accountId }),
        ...(cursor === undefined ? {} : { id: { lt: decodeCursor(cursor, UUID_POSITION) } }),
      },
      orderBy: { id: 'desc' },
      take: limit + 1,
    });
    return pageOf(rows, limit, (row) => row.id, debtView);
  }

  async recover(recovery: Recovery): Promise<Made<PostingView>> {
    const { debtId } = recovery;
    if (!isUuid(debtId)) throw notFound();
    const postingId = `${debtId}.debt-recovery`;
    const fingerprint = fingerprintOf(postingId);
    const events: OutboxRow[] = [];
    const created = await inTransaction(this.pool, async (session) => {
      const { state } = await claimKey(session, { ...recovery, fingerprint, postingId });
      if (state === 'other') throw keyReused();
      if (state === 'same') return false;
      const debt = await lockDebt(session, debtId);
      if (!debt) throw notFound();
      if (debt.recoveredAt !== null) throw alreadyRecovered();
      const posting = recoveryPosting(postingId, debt);
      if ((await postMoney(session, posting)) !== 'posted') throw insufficientFunds();
      await markRecovered(session, debtId, posting.at);
      const card = await releaseCard(session, debt.cardToken);
      if (card) events.push(cardEventRow(card));
      await replaceOutbox(session, events);
      return true;
    });
    this.relay.offer(events);
    const posting = await this.prisma.posting.findUniqueOrThrow({ where: { id: postingId } });
    return { created, value: postingView(posting) };
  }
}

const recoveryPosting = (id: string, debt: LockedDebt): Posting => ({
  id,
  kind: 'debt-recovery',
  chargeId: debt.id,
  from: debt.accountId,
  to: debt.merchantId,
  amountMinor: BigInt(debt.amountMinor),
  currency: debt.currency as Currency,
  at: new Date().toISOString(),
});

const debtView = (debt: Debt): DebtView => ({
  id: debt.id,
  chargeId: debt.id,
  accountId: debt.accountId,
  cardToken: debt.cardToken,
  merchantId: debt.merchantId,
  amount: money(debt.amountMinor, debt.currency as Currency),
  reason: debt.reason,
  status: debt.recoveredAt === null ? 'open' : 'recovered',
  incurredAt: debt.incurredAt.toISOString(),
  recoveredAt: debt.recoveredAt?.toISOString() ?? null,
});

const notFound = () =>
  new Refusal('not-found', { detail: 'there is no debt with this id: GET /v1/debts lists them' });

const alreadyRecovered = () =>
  new Refusal('already-recovered', { detail: 'this debt was recovered before: nothing was taken now' });

const insufficientFunds = () =>
  new Refusal('insufficient-funds', {
    detail: 'the account does not hold the amount: try again after a deposit',
  });

const keyReused = () =>
  new Refusal('idempotency-key-reused', {
    field: 'Idempotency-Key',
    detail: 'this key was used for something else: send a new key for a new recovery',
  });
