import { Body, Controller, Get, Headers, HttpStatus, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { Allow, ArrivedAt, CallerOf, IdempotencyKey, type Caller } from '@peaje/chassis';
import {
  chargeListQuery,
  shopChargeBody,
  type ChargeListQuery,
  type ChargeView,
  type GivenAnswer,
  type Page,
  type ShopChargeBody,
} from '@peaje/contracts';
import { Deadline, isUuid, Refusal } from '@peaje/kernel';
import { ChargeCard } from '../charge/charge-card.handler.js';
import type { Charge } from '../charge/charge.js';
import { Charges } from '../charge/charges.js';
import { answer, applyPreference, type Reply } from './charge-answer.js';
import { chargeView } from './charge-view.js';
import { GivenAnswers, noteAnswer } from './given-answers.js';
import { preferenceOf } from './prefer.js';

@Controller('v1/charges')
export class ChargesController {
  constructor(
    @Inject(ChargeCard) private readonly chargeCard: ChargeCard,
    @Inject(Charges) private readonly charges: Charges,
    @Inject(GivenAnswers) private readonly answers: GivenAnswers,
  ) {}

  /** 201 with the decision, or 202 while it is open and the caller prefers not to wait. */
  @Allow('merchant')
  @Post()
  async create(
    @CallerOf() caller: Caller,
    @IdempotencyKey() idempotencyKey: string,
    @Headers('prefer') prefer: string | undefined,
    @ArrivedAt() arrivedAtMs: number,
    @Body({ schema: shopChargeBody }) body: ShopChargeBody,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChargeView> {
    const { waitMs, respondAsync, applied } = preferenceOf(prefer);
    const accepted = await this.chargeCard.execute({
      merchantId: caller.id,
      idempotencyKey,
      body,
      deadline: Deadline.after(waitMs, arrivedAtMs),
      respondAsync,
    });
    applyPreference(reply, applied);
    noteAnswer(this.answers, reply, accepted.charge, 'charge', arrivedAtMs);
    return answer(
      reply,
      accepted,
      accepted.charge.status === 'pending' ? HttpStatus.ACCEPTED : HttpStatus.CREATED,
    );
  }

  @Allow('merchant', 'gate-operator')
  @Get(':id')
  async get(@CallerOf() caller: Caller, @Param('id') id: string): Promise<ChargeView> {
    return chargeView(await this.owned(id, caller));
  }

  /** Only what this instance has in memory. */
  @Allow('merchant', 'gate-operator')
  @Get(':id/answers')
  async answersAbout(@CallerOf() caller: Caller, @Param('id') id: string): Promise<Page<GivenAnswer>> {
    const charge = await this.owned(id, caller);
    return { items: this.answers.of(charge.id), nextCursor: null };
  }

  @Allow('merchant', 'gate-operator')
  @Get()
  async list(
    @CallerOf() caller: Caller,
    @Query({ schema: chargeListQuery }) query: ChargeListQuery,
  ): Promise<Page<ChargeView>> {
    const { items, nextCursor } = await this.charges.findPage({ merchantId: caller.id, ...query });
    return { items: items.map(chargeView), nextCursor };
  }

  private async owned(id: string, caller: Caller): Promise<Charge> {
    const charge = isUuid(id) ? await this.charges.find(id, caller.id) : undefined;
    if (!charge) throw new Refusal('not-found', { detail: 'you have no charge with this id' });
    return charge;
  }
}
