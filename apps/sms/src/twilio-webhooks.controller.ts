import { Body, Controller, Header, HttpCode, Inject, Post, Query, UseGuards } from '@nestjs/common';
import { Public } from '@peaje/chassis';
import { deliveryReportForm, deliveryReportQuery, inboundTextForm } from '@peaje/contracts';
import type { z } from 'zod';
import { DeliveryReports } from './delivery-reports.js';
import { choiceOf, OptOuts } from './opt-outs.js';
import { TwilioSignatureGuard } from './twilio-signature.guard.js';

/** Sends no reply: Twilio itself confirms STOP and START to the sender. */
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
    @Body({ schema: deliveryReportForm }) form: z.infer<typeof deliveryReportForm>,
    @Query({ schema: deliveryReportQuery }) query: z.infer<typeof deliveryReportQuery>,
  ): Promise<void> {
    await this.reports.record({
      providerId: form.MessageSid,
      status: form.MessageStatus,
      errorCode: form.ErrorCode,
      noticeId: query.notice,
      attempt: query.attempt,
    });
  }

  @Post('inbound')
  @HttpCode(200)
  @Header('content-type', 'text/xml')
  async onText(@Body({ schema: inboundTextForm }) form: z.infer<typeof inboundTextForm>): Promise<string> {
    const choice = choiceOf(form.Body, form.OptOutType);
    if (choice !== null) await this.optOuts.choose({ providerId: form.MessageSid, phone: form.From, choice });
    return NOTHING_TO_SAY;
  }
}
