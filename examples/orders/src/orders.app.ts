import 'reflect-metadata';
import { Module, StandardSchemaValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { BatchStrategy, MessagingModule } from '@peaje/messaging';
import pg from 'pg';
import { DeadLettersController } from './dead-letters.controller.js';
import { OrdersConsumer } from './orders.consumer.js';
import { OrdersController } from './orders.controller.js';
import { ordersPlaced, WAREHOUSE } from './orders.topic.js';

@Module({ controllers: [OrdersController, OrdersConsumer, DeadLettersController] })
class OrdersModule {}

export async function startOrders(databaseUrl: string, brokers: readonly string[], port: number) {
  const pool = new pg.Pool({ connectionString: databaseUrl });
  // The pool replaces a connection that dies. Without a listener the process would end.
  pool.on('error', () => undefined);
  const messaging = { service: WAREHOUSE, kafka: { brokers }, pool, topics: [ordersPlaced] };
  const root = { module: OrdersModule, imports: [MessagingModule.forRoot(messaging)] };
  const app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter());
  app.useGlobalPipes(new StandardSchemaValidationPipe());
  app.enableShutdownHooks();
  app.connectMicroservice({ strategy: app.get(BatchStrategy) });
  await app.startAllMicroservices();
  await app.listen(port, '127.0.0.1');
  return app;
}
