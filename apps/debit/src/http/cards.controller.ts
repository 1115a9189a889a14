import { Body, Controller, Get, HttpStatus, Inject, Param, Patch, Post, Res } from '@nestjs/common';
import { Allow } from '@peaje/chassis';
import {
  changeCardBody,
  issueCardBody,
  type CardView,
  type ChangeCardBody,
  type IssueCardBody,
} from '@peaje/contracts';
import { Cards } from '../ledger/accounts.js';

@Allow('bank-operator')
@Controller('v1/cards')
export class CardsController {
  constructor(@Inject(Cards) private readonly cards: Cards) {}

  @Post()
  async issue(
    @Body({ schema: issueCardBody }) body: IssueCardBody,
    @Res({ passthrough: true }) reply: { status(code: number): unknown },
  ): Promise<CardView> {
    const { created, value } = await this.cards.issue(body);
    reply.status(created ? HttpStatus.CREATED : HttpStatus.OK);
    return value;
  }

  @Get(':token')
  get(@Param('token') token: string): Promise<CardView> {
    return this.cards.get(token);
  }

  @Patch(':token')
  change(
    @Param('token') token: string,
    @Body({ schema: changeCardBody }) body: ChangeCardBody,
  ): Promise<CardView> {
    return this.cards.change(token, body);
  }
}
