import { Inject, Module, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CONFIG } from '@peaje/chassis';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './db/generated/client.js';
import { HoldersConsumer } from './holders.consumer.js';
import { NoticeCalls } from './notice-calls.js';
import { NoticeSender } from './notice-sender.js';
import { NoticesConsumer } from './notices.consumer.js';
import { NoticesController } from './notices.controller.js';
import type { SmsConfig } from './sms.config.js';
import { SmsProvider } from './sms-provider.js';
import { TwilioSms } from './sms-provider.twilio.js';

const { Pool } = pg;

@Module({
  controllers: [NoticesConsumer, HoldersConsumer, NoticesController],
  providers: [
    {
      provide: PrismaClient,
      useFactory: (pool: pg.Pool) => new PrismaClient({ adapter: new PrismaPg(pool) }),
      inject: [Pool],
    },
    {
      provide: SmsProvider,
      useFactory: (config: SmsConfig) =>
        new TwilioSms({
          accountSid: config.TWILIO_ACCOUNT_SID,
          authToken: config.TWILIO_AUTH_TOKEN,
          from: config.TWILIO_FROM,
          baseUrl: config.TWILIO_BASE_URL,
        }),
      inject: [CONFIG],
    },
    {
      provide: NoticeCalls,
      useFactory: (pool: pg.Pool, provider: SmsProvider) => new NoticeCalls(pool, provider),
      inject: [Pool, SmsProvider],
    },
    {
      provide: NoticeSender,
      useFactory: (calls: NoticeCalls) => new NoticeSender(calls),
      inject: [NoticeCalls],
    },
  ],
})
export class SmsModule implements OnModuleInit, BeforeApplicationShutdown {
  constructor(@Inject(NoticeSender) private readonly sender: NoticeSender) {}

  onModuleInit(): void {
    this.sender.start();
  }

  /** Before the pool closes; what the consumers still note down is sent after the next start. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.sender.stop();
  }
}
