import 'reflect-metadata';
import { Body, Controller, Headers, Inject, Module, type OnModuleInit, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type ClientKafka, ClientsModule, Transport } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { firstValueFrom } from 'rxjs';
import { newId } from '@peaje/kernel';
import {
  answerOf,
  headersOf,
  merchantOf,
  type OutcomeValue,
  requestValue,
  type TillBody,
} from '../records.js';
import { armSettings, ready } from '../settings.js';

/** The HTTP side of stock: Nest's own request and reply over Kafka. */
const settings = armSettings();
const KAFKA = 'KAFKA';

@Controller('v1/charges')
class ChargesController implements OnModuleInit {
  constructor(@Inject(KAFKA) private readonly client: ClientKafka) {}

  async onModuleInit(): Promise<void> {
    this.client.subscribeToResponseOf(settings.REQUESTED);
    await this.client.connect();
  }

  @Post()
  async create(@Headers('authorization') authorization: string, @Body() body: TillBody) {
    const id = newId();
    const value = requestValue(id, merchantOf(authorization), body);
    const message = { key: value.accountId, value, headers: headersOf('requested', id) };
    return answerOf(await firstValueFrom(this.client.send<OutcomeValue>(settings.REQUESTED, message)));
  }
}

@Module({
  imports: [
    ClientsModule.register([
      {
        name: KAFKA,
        transport: Transport.KAFKA,
        options: {
          client: { clientId: 'api', brokers: settings.BROKERS },
          consumer: { groupId: `${settings.GROUP}-api` },
          run: { partitionsConsumedConcurrently: settings.AT_ONCE },
        },
      },
    ]),
  ],
  controllers: [ChargesController],
})
class ApiModule {}

const app = await NestFactory.create<NestFastifyApplication>(ApiModule, new FastifyAdapter(), {
  logger: ['error', 'warn'],
});
await app.listen(0, '127.0.0.1');
ready(() => app.close(), await app.getUrl());
