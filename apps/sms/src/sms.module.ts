import { Inject, Module, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CONFIG, OutboxModule, ParkingModule, provide } from '@peaje/chassis';
import { Clock } from '@peaje/kernel';
import { Relay } from '@peaje/messaging';
import pg from 'pg';
import { Registry } from 'prom-client';
import { countCalls, showRate } from './call-metrics.js';
import { SmsDatabase } from './sms-database.js';
import { DeliveryReports } from './delivery-reports.js';
import { HoldersConsumer } from './holders.consumer.js';
import { NoticeCalls } from './notice-calls.js';
import { NoticeResolutions } from './notice-resolutions.js';
import { NoticeSender } from './notice-sender.js';
import { NoticesConsumer } from './notices.consumer.js';
import { NoticesController } from './notices.controller.js';
import { OptOuts } from './opt-outs.js';
import { ReconciliationController } from './reconciliation.controller.js';
import { SendRate } from './send-rate.js';
import { perPhonePerHour, perSecond, twilioOptions, type SmsConfig } from './sms.config.js';
import { SmsProvider } from './sms-provider.js';
import { TwilioSms } from './sms-provider.twilio.js';
import { TwilioWebhooksController } from './twilio-webhooks.controller.js';

const { Pool } = pg;

@Module({
  imports: [OutboxModule, ParkingModule],
  controllers: [
    NoticesConsumer,
    HoldersConsumer,
    NoticesController,
    ReconciliationController,
    TwilioWebhooksController,
  ],
  providers: [
    provide(SmsDatabase, SmsDatabase, [Pool]),
    {
      provide: SendRate,
      useFactory: (config: SmsConfig, registry: Registry) =>
        showRate(registry, new SendRate(perSecond(config))),
      inject: [CONFIG, Registry],
    },
    {
      provide: SmsProvider,
      useFactory: (config: SmsConfig, rate: SendRate) => new TwilioSms(twilioOptions(config), rate),
      inject: [CONFIG, SendRate],
    },
    {
      provide: NoticeCalls,
      useFactory: (pool: pg.Pool, provider: SmsProvider, config: SmsConfig) =>
        new NoticeCalls(pool, provider, perPhonePerHour(config)),
      inject: [Pool, SmsProvider, CONFIG],
    },
    {
      provide: NoticeSender,
      useFactory: (calls: NoticeCalls, registry: Registry, rate: SendRate) =>
        new NoticeSender(calls, countCalls(registry), rate),
      inject: [NoticeCalls, Registry, SendRate],
    },
    provide(NoticeResolutions, NoticeResolutions, [SmsDatabase, Relay, NoticeSender, Clock]),
    provide(DeliveryReports, DeliveryReports, [Pool]),
    provide(OptOuts, OptOuts, [SmsDatabase]),
  ],
})
export class SmsModule implements OnModuleInit, BeforeApplicationShutdown {
  constructor(@Inject(NoticeSender) private readonly sender: NoticeSender) {}

  onModuleInit(): void {
    this.sender.start();
  }

  /** Before the pool closes. The next start sends the notices that consumers store after this. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.sender.stop();
  }
}
