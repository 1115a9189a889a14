import { Body, Controller, Get, HttpStatus, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { Allow, CallerOf, IdempotencyKey, type Caller } from '@peaje/chassis';
import {
  depositBody,
  listQuery,
  openAccountBody,
  type AccountView,
  type DepositBody,
  type OpenAccountBody,
  type Page,
  type PostingView,
} from '@peaje/contracts';
import { Accounts, type PageRequest } from '../ledger/accounts.js';

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
}

@Allow('bank-operator')
@Controller('v1/accounts')
export class AccountsController {
  constructor(@Inject(Accounts) private readonly accounts: Accounts) {}

  @Post()
  async open(
    @Body({ schema: openAccountBody }) body: OpenAccountBody,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<AccountView> {
    const { created, value } = await this.accounts.open(body);
    reply.status(created ? HttpStatus.CREATED : HttpStatus.OK).header('location', `/v1/accounts/${value.id}`);
    return value;
  }

  @Get(':id')
  get(@Param('id') id: string): Promise<AccountView> {
    return this.accounts.get(id);
  }

  @Get(':id/postings')
  postings(
    @Param('id') id: string,
    @Query({ schema: listQuery }) query: PageRequest,
  ): Promise<Page<PostingView>> {
    return this.accounts.postings(id, query);
  }

  @Post(':id/deposits')
  async deposit(
    @Param('id') accountId: string,
    @IdempotencyKey() idempotencyKey: string,
    @CallerOf() caller: Caller,
    @Body({ schema: depositBody }) { amount }: DepositBody,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<PostingView> {
    const { created, value } = await this.accounts.deposit({
      accountId,
      idempotencyKey,
      callerId: caller.id,
      amount,
    });
    if (!created) reply.header('idempotency-replayed', 'true');
    return value;
  }
}
