import { Body, Controller, Header, HttpCode, Inject, Post, Query, UseGuards } from '@nestjs/common';
import { Public } from '@peaje/chassis';
import { z } from 'zod';
import { DeliveryReports } from './delivery-reports.js';
import { choiceOf, OptOuts } from './opt-outs.js';
import { TwilioSignatureGuard } from './twilio-signature.guard.js';

/** Twilio adds fields as it likes. */
const statusForm = z.looseObject({
  MessageSid: z.string().min(1),
  MessageStatus: z.string(),
  ErrorCode: z.string().optional(),
});
const statusQuery = z.looseObject({ notice: z.string().optional() });
const inboundForm = z.looseObject({
  MessageSid: z.string().min(1),
  From: z.string().min(1),
  Body: z.string().default(''),
});

/** No answer: Twilio itself tells the holder that STOP or START was understood. */
const NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

@Public()
@UseGuards(TwilioSignatureGuard)
@Controller('webhooks/twilio')
export class TwilioWebhooksController {
  constructor(
    @Inject(DeliveryReports) private readonly reports: DeliveryReports,
    @Inject(OptOuts) private readonly optOuts: OptOuts,
  ) {}

  @Post('status')
  @HttpCode(204)
  async onStatus(
    @Body({ schema: statusForm }) form: z.infer<typeof statusForm>,
    @Query({ schema: statusQuery }) query: z.infer<typeof statusQuery>,
  ): Promise<void> {
    await this.reports.record({
      providerId: form.MessageSid,
      status: form.MessageStatus,
      errorCode: form.ErrorCode,
      noticeId: query.notice,
    });
  }

  @Post('inbound')
  @HttpCode(200)
  @Header('content-type', 'text/xml')
  async onText(@Body({ schema: inboundForm }) form: z.infer<typeof inboundForm>): Promise<string> {
    const choice = choiceOf(form.Body);
    if (choice !== null) await this.optOuts.choose({ providerId: form.MessageSid, phone: form.From, choice });
    return NOTHING_TO_SAY;
  }
}
