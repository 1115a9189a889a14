import { Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { Allow, CallerOf, IdempotencyKey, type Caller } from '@peaje/chassis';
import {
  debtListQuery,
  decodeCursor,
  pageOf,
  UUID_POSITION,
  type DebtListQuery,
  type DebtView,
  type Page,
  type PostingView,
} from '@peaje/contracts';
import { Debts } from '../ledger/debts.js';
import { RecoverDebt } from '../ledger/recover-debt.handler.js';
import { debtView } from './debt-view.js';
import { postingView } from './posting-view.js';

@Allow('bank-operator')
@Controller('v1/debts')
export class DebtsController {
  constructor(
    @Inject(RecoverDebt) private readonly recoverDebt: RecoverDebt,
    @Inject(Debts) private readonly debts: Debts,
  ) {}

  @Get()
  async list(
    @Query({ schema: debtListQuery }) { accountId, cursor, limit }: DebtListQuery,
  ): Promise<Page<DebtView>> {
    const before = cursor === undefined ? undefined : decodeCursor(cursor, UUID_POSITION);
    const debts = await this.debts.list(accountId, { before, limit: limit + 1 });
    return pageOf(debts, limit, (debt) => debt.id, debtView);
  }

  @Post(':id/recovery')
  async recover(
    @Param('id') debtId: string,
    @IdempotencyKey() idempotencyKey: string,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: { header(name: string, value: string): unknown },
  ): Promise<PostingView> {
    const { created, value } = await this.recoverDebt.execute({
      debtId,
      idempotencyKey,
      callerId: caller.id,
    });
    if (!created) reply.header('idempotency-replayed', 'true');
    return postingView(value);
  }
}
