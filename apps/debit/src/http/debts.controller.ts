import { Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { Allow, CallerOf, IdempotencyKey, type Caller } from '@peaje/chassis';
import {
  debtListQuery,
  type DebtListQuery,
  type DebtView,
  type Page,
  type PostingView,
} from '@peaje/contracts';
import { Debts } from '../ledger/debts.js';

@Allow('bank-operator')
@Controller('v1/debts')
export class DebtsController {
  constructor(@Inject(Debts) private readonly debts: Debts) {}

  @Get()
  list(@Query({ schema: debtListQuery }) { accountId, ...page }: DebtListQuery): Promise<Page<DebtView>> {
    return this.debts.list(accountId, page);
  }

  @Post(':id/recovery')
  async recover(
    @Param('id') debtId: string,
    @IdempotencyKey() idempotencyKey: string,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: { header(name: string, value: string): unknown },
  ): Promise<PostingView> {
    const { created, value } = await this.debts.recover({ debtId, idempotencyKey, callerId: caller.id });
    if (!created) reply.header('idempotency-replayed', 'true');
    return value;
  }
}
