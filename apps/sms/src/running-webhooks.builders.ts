import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { ApiKeyGuard, CONFIG, ProblemFilter, provide, requestSchemaPipe } from '@peaje/chassis';
import type pg from 'pg';
import { DeliveryReports } from './delivery-reports.js';
import { OptOuts } from './opt-outs.js';
import { SmsDatabase } from './sms-database.js';
import { TwilioWebhooksController } from './twilio-webhooks.controller.js';

export interface WebhooksConfig {
  readonly TWILIO_AUTH_TOKEN: string;
  PEAJE_PUBLIC_URL?: string;
}

/** For specs: the webhooks of the service on a port of their own, which end with the app. */
export async function startWebhooks(
  pool: pg.Pool,
  config: WebhooksConfig,
): Promise<{ app: NestFastifyApplication; url: string }> {
  const module = await Test.createTestingModule({
    controllers: [TwilioWebhooksController],
    providers: [
      { provide: SmsDatabase, useValue: new SmsDatabase(pool) },
      { provide: CONFIG, useValue: config },
      { provide: DeliveryReports, useValue: new DeliveryReports(pool) },
      provide(OptOuts, OptOuts, [SmsDatabase]),
      { provide: APP_GUARD, useClass: ApiKeyGuard },
      { provide: APP_FILTER, useClass: ProblemFilter },
      { provide: APP_PIPE, useFactory: requestSchemaPipe },
    ],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(
    new FastifyAdapter({ forceCloseConnections: true }),
    { logger: false },
  );
  await app.listen(0, '127.0.0.1');
  return { app, url: (await app.getUrl()).replace('[::1]', '127.0.0.1') };
}
