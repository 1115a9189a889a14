import 'reflect-metadata';
import { Controller, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type ClientKafka,
  ClientsModule,
  EventPattern,
  MessagePattern,
  type MicroserviceOptions,
  Payload,
  Transport,
} from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { headersOf, outcomeValue, purchaseOf, type RequestValue } from '../records.js';
import { armSettings, ready } from '../settings.js';
import { PgLedger } from './ledger.pg.js';
import { PrismaLedger } from './ledger.prisma.js';
import { ArmLedger } from './ledger.js';

/** The bank of stock: a transaction for each message, as the documentation of Nest and Prisma shows it. */
const settings = armSettings();
const KAFKA = 'KAFKA';
const client = { clientId: 'worker', brokers: settings.BROKERS };

@Controller()
class ChargesController {
  constructor(
    @Inject(KAFKA) private readonly kafka: ClientKafka,
    @Inject(ArmLedger) private readonly ledger: ArmLedger,
  ) {}

  @MessagePattern(settings.REQUESTED)
  async requested(@Payload() request: RequestValue) {
    return this.outcome(request);
  }

  @EventPattern(settings.PASSAGES)
  async passed(@Payload() payload: Partial<RequestValue>): Promise<void> {
    const request = payload as RequestValue;
    const value = await this.outcome(request);
    const headers = headersOf(value.outcome, request.chargeId);
    await lastValueFrom(this.kafka.emit(settings.DECIDED, { key: request.accountId, value, headers }));
  }

  private async outcome(request: RequestValue) {
    return outcomeValue(request, await this.ledger.decide(purchaseOf(request)));
  }
}

@Module({
  imports: [
    ClientsModule.register([
      { name: KAFKA, transport: Transport.KAFKA, options: { client, producerOnlyMode: true } },
    ]),
  ],
  controllers: [ChargesController],
  providers: [
    {
      provide: ArmLedger,
      useFactory: () =>
        settings.LEDGER === 'prisma'
          ? new PrismaLedger(settings.DATABASE_URL)
          : new PgLedger(settings.DATABASE_URL),
    },
  ],
})
class WorkerModule {}

const app = await NestFactory.createMicroservice<MicroserviceOptions>(WorkerModule, {
  logger: ['error', 'warn'],
  transport: Transport.KAFKA,
  options: {
    client,
    consumer: { groupId: settings.GROUP },
    subscribe: { fromBeginning: true },
    run: { partitionsConsumedConcurrently: settings.AT_ONCE },
  },
});
await app.listen();
ready(() => app.close());
