import { Body, Controller, Get, HttpStatus, Inject, Param, Patch, Post, Res } from '@nestjs/common';
import { Allow } from '@peaje/chassis';
import {
  changeCardBody,
  issueCardBody,
  type CardView,
  type ChangeCardBody,
  type IssueCardBody,
} from '@peaje/contracts';
import { Cards } from '../ledger/cards.js';
import { ChangeCard } from '../ledger/change-card.handler.js';
import { IssueCard } from '../ledger/issue-card.handler.js';

/** Staff see of a card what the gates and tills see of it, so its view is its state. */
@Allow('bank-operator')
@Controller('v1/cards')
export class CardsController {
  constructor(
    @Inject(IssueCard) private readonly issueCard: IssueCard,
    @Inject(ChangeCard) private readonly changeCard: ChangeCard,
    @Inject(Cards) private readonly cards: Cards,
  ) {}

  @Post()
  async issue(
    @Body({ schema: issueCardBody }) body: IssueCardBody,
    @Res({ passthrough: true }) reply: { status(code: number): unknown },
  ): Promise<CardView> {
    const { created, value } = await this.issueCard.execute(body);
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
    @Body({ schema: changeCardBody }) { status }: ChangeCardBody,
  ): Promise<CardView> {
    return this.changeCard.execute(token, status);
  }
}
