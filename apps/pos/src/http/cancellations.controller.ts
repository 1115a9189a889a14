import { Controller, Headers, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { Allow, ArrivedAt, CallerOf, IdempotencyKey, type Caller } from '@peaje/chassis';
import type { ChargeView } from '@peaje/contracts';
import { Deadline, isUuid, Refusal } from '@peaje/kernel';
import { CancelCharge } from '../charge/cancel-charge.handler.js';
import { cancelledKeyView, chargeView } from './charge-view.js';
import { preferenceOf } from './prefer.js';

@Allow('merchant', 'gate-operator')
@Controller('v1')
export class CancellationsController {
  constructor(@Inject(CancelCharge) private readonly cancelCharge: CancelCharge) {}

  @Post('charges/:id/cancellation')
  @HttpCode(200)
  async byId(
    @CallerOf() caller: Caller,
    @Param('id') id: string,
    @Headers('prefer') prefer: string | undefined,
    @ArrivedAt() arrivedAtMs: number,
  ): Promise<ChargeView> {
    if (!isUuid(id)) throw new Refusal('not-found', { detail: 'you have no charge with this id' });
    const deadline = Deadline.after(preferenceOf(prefer).waitMs, arrivedAtMs);
    return chargeView(await this.cancelCharge.byId(id, { merchantId: caller.id, deadline }));
  }

  /** For a request whose answer never came: its Idempotency-Key is all the caller has. */
  @Post('cancellations')
  @HttpCode(200)
  async byKey(
    @CallerOf() caller: Caller,
    @IdempotencyKey() idempotencyKey: string,
    @Headers('prefer') prefer: string | undefined,
    @ArrivedAt() arrivedAtMs: number,
  ): Promise<ChargeView> {
    const deadline = Deadline.after(preferenceOf(prefer).waitMs, arrivedAtMs);
    const kind = caller.role === 'merchant' ? 'shop' : 'toll';
    const cancelled = await this.cancelCharge.byKey(idempotencyKey, kind, {
      merchantId: caller.id,
      deadline,
    });
    return 'status' in cancelled ? chargeView(cancelled) : cancelledKeyView(cancelled);
  }
}
