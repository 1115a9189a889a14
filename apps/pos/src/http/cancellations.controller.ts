import { Controller, Headers, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { Allow, ArrivedAt, CallerOf, IdempotencyKey, type Caller } from '@peaje/chassis';
import type { ChargeView } from '@peaje/contracts';
import { Deadline, isUuid, Refusal } from '@peaje/kernel';
import { CancelCharge } from '../charge/cancel-charge.handler.js';
import { applyPreference, type Reply } from './charge-answer.js';
import { cancelledKeyView, chargeView } from './charge-view.js';
import { GivenAnswers, noteAnswer } from './given-answers.js';
import { waitOf } from './prefer.js';

@Allow('merchant', 'gate-operator')
@Controller('v1')
export class CancellationsController {
  constructor(
    @Inject(CancelCharge) private readonly cancelCharge: CancelCharge,
    @Inject(GivenAnswers) private readonly answers: GivenAnswers,
  ) {}

  @Post('charges/:id/cancellation')
  @HttpCode(200)
  async byId(
    @CallerOf() caller: Caller,
    @Param('id') id: string,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
    @ArrivedAt() arrivedAtMs: number,
  ): Promise<ChargeView> {
    if (!isUuid(id)) throw new Refusal('not-found', { detail: 'you have no charge with this id' });
    const { waitMs, applied } = waitOf(prefer);
    const deadline = Deadline.after(waitMs, arrivedAtMs);
    const charge = await this.cancelCharge.byId(id, { merchantId: caller.id, deadline });
    applyPreference(reply, applied);
    noteAnswer(this.answers, reply, charge, 'cancellation', arrivedAtMs);
    return chargeView(charge);
  }

  /** For a request whose answer never came: its Idempotency-Key is all the caller has. */
  @Post('cancellations')
  @HttpCode(200)
  async byKey(
    @CallerOf() caller: Caller,
    @IdempotencyKey() idempotencyKey: string,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
    @ArrivedAt() arrivedAtMs: number,
  ): Promise<ChargeView> {
    const { waitMs, applied } = waitOf(prefer);
    const deadline = Deadline.after(waitMs, arrivedAtMs);
    const kind = caller.role === 'merchant' ? 'shop' : 'toll';
    const cancelled = await this.cancelCharge.byKey(idempotencyKey, kind, {
      merchantId: caller.id,
      deadline,
    });
    applyPreference(reply, applied);
    const view = 'status' in cancelled ? chargeView(cancelled) : cancelledKeyView(cancelled);
    noteAnswer(this.answers, reply, view, 'cancellation', arrivedAtMs);
    return view;
  }
}
