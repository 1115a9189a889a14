// For deadly-record.int-spec, as a process of its own: the ponies service from the built libraries; it dies of a certain step, and hangs at another.
import { Controller, Module } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { ParkingModule, serviceEnv, startService } from '@peaje/chassis';
import { defineTopic } from '@peaje/contracts';
import { ConsumeBatch } from '@peaje/messaging';
import pg from 'pg';
import { z } from 'zod';

const { GROUP, TOPIC, DEADLY_STEP, ENDLESS_STEP } = process.env;
const trotted = defineTopic({
  name: TOPIC,
  cleanup: 'keep',
  groups: [GROUP],
  events: { 'test.pony.trotted.v1': z.object({ name: z.string(), step: z.int() }) },
  writers: [],
  key: 'name',
});

class PoniesConsumer {
  constructor(pool) {
    this.pool = pool;
  }

  async onTrotted(batch) {
    for (const { event } of batch) {
      if (event.data.step === Number(DEADLY_STEP)) process.kill(process.pid, 'SIGKILL');
      while (event.data.step === Number(ENDLESS_STEP));
    }
    const rows = batch.map(({ event: { data } }) => JSON.stringify(data));
    await this.pool.query('INSERT INTO handled (pony) SELECT * FROM unnest($1::json[])', [rows]);
  }
}

const decorators = [Payload(), ConsumeBatch([trotted], { group: GROUP }), Controller()];
decorators[0](PoniesConsumer.prototype, 'onTrotted', 0);
const method = Object.getOwnPropertyDescriptor(PoniesConsumer.prototype, 'onTrotted');
decorators[1](PoniesConsumer.prototype, 'onTrotted', method);
decorators[2](PoniesConsumer);
Reflect.defineMetadata('self:paramtypes', [{ index: 0, param: pg.Pool }], PoniesConsumer);

class PoniesModule {}
Module({ imports: [ParkingModule], controllers: [PoniesConsumer] })(PoniesModule);

await startService({ name: GROUP, env: serviceEnv, module: PoniesModule });
