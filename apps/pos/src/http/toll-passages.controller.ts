import { Body, Controller, HttpStatus, Inject, Post, Res } from '@nestjs/common';
import { Allow, CallerOf, IdempotencyKey, type Caller } from '@peaje/chassis';
import { tollPassageBody, type ChargeView, type TollPassageBody } from '@peaje/contracts';
import { PassToll } from '../charge/pass-toll.handler.js';
import { answer, type Reply } from './taken-answer.js';

@Allow('gate-operator')
@Controller('v1/toll-passages')
export class TollPassagesController {
  constructor(@Inject(PassToll) private readonly passToll: PassToll) {}

  /** 202 as soon as the charge is safe: the car drives on. */
  @Post()
  async create(
    @CallerOf() caller: Caller,
    @IdempotencyKey() idempotencyKey: string,
    @Body({ schema: tollPassageBody }) body: TollPassageBody,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChargeView> {
    return answer(
      reply,
      await this.passToll.execute({ operatorId: caller.id, idempotencyKey, body }),
      HttpStatus.ACCEPTED,
    );
  }
}
