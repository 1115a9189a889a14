import { Body, Controller, Get, HttpStatus, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { Allow, CallerOf, IdempotencyKey, type Caller } from '@peaje/chassis';
import {
  accountQuery,
  decodeCursor,
  depositBody,
  openAccountBody,
  pageOf,
  postingListQuery,
  type AccountQuery,
  type AccountView,
  type DepositBody,
  type OpenAccountBody,
  type Page,
  type PostingListQuery,
  type PostingView,
} from '@peaje/contracts';
import { Accounts } from '../ledger/accounts.js';
import { DepositMoney } from '../ledger/deposit-money.handler.js';
import { OpenAccount } from '../ledger/open-account.handler.js';
import { Postings } from '../ledger/postings.js';
import { accountView } from './account-view.js';
import { postingView } from './posting-view.js';

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
}

@Allow('bank-operator')
@Controller('v1/accounts')
export class AccountsController {
  constructor(
    @Inject(OpenAccount) private readonly openAccount: OpenAccount,
    @Inject(DepositMoney) private readonly depositMoney: DepositMoney,
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(Postings) private readonly allPostings: Postings,
  ) {}

  @Post()
  async open(
    @Body({ schema: openAccountBody }) body: OpenAccountBody,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<AccountView> {
    const { created, value } = await this.openAccount.execute(body);
    reply.status(created ? HttpStatus.CREATED : HttpStatus.OK).header('location', `/v1/accounts/${value.id}`);
    return accountView(value);
  }

  @Get(':id')
  async get(
    @Param('id') id: string,
    @Query({ schema: accountQuery }) { kind }: AccountQuery,
  ): Promise<AccountView> {
    return accountView(await this.accounts.get(id, kind));
  }

  @Get(':id/postings')
  async postings(
    @Param('id') id: string,
    @Query({ schema: postingListQuery }) { kind, cursor, limit }: PostingListQuery,
  ): Promise<Page<PostingView>> {
    const account = await this.accounts.get(id, kind);
    const before = cursor === undefined ? undefined : decodeCursor(cursor);
    const postings = await this.allPostings.list(account, { before, limit: limit + 1 });
    return pageOf(postings, limit, (posting) => posting.position, postingView);
  }

  @Post(':id/deposits')
  async deposit(
    @Param('id') accountId: string,
    @IdempotencyKey() idempotencyKey: string,
    @CallerOf() caller: Caller,
    @Body({ schema: depositBody }) { amount }: DepositBody,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<PostingView> {
    const order = { accountId, idempotencyKey, callerId: caller.id, amount };
    const { created, value } = await this.depositMoney.execute(order);
    if (!created) reply.header('idempotency-replayed', 'true');
    return postingView(value);
  }
}
