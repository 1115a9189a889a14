import { createHash } from 'node:crypto';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { provide, startService } from '@peaje/chassis';
import { checkpointHealth, verification } from '@peaje/contracts';
import { createTestDatabase, readStack, type TestDatabase } from '@peaje/testing';
import pg from 'pg';
import { Registry } from 'prom-client';
import { auditEnv } from './audit.config.js';
import { CheckpointAlarms } from './checkpoint-alarms.js';
import { CheckpointHealthController } from './checkpoint-health.controller.js';
import { verifyWithoutKeys } from './checkpoint.builders.js';
import { RecordKeeper } from './record-keeper.js';
import { recordsOf } from './record.builders.js';
import { VerificationsController } from './verifications.controller.js';
import { VerifyChains } from './verify-chains.js';

const { Pool } = pg;

@Module({
  controllers: [VerificationsController, CheckpointHealthController],
  providers: [
    provide(CheckpointAlarms, CheckpointAlarms, [Registry]),
    {
      provide: VerifyChains,
      useFactory: (pool: pg.Pool) => verifyWithoutKeys(pool),
      inject: [Pool],
    },
  ],
})
class VerificationsModule {}

const OF_ANOTHER = { chain: 'none/0', number: 1, seq: 1, hash: 'ab'.repeat(32), partition: 0, offset: 0 };
const keyOf = (role: string) => `${createHash('sha256').update(role).digest('hex')}=${role}:someone`;

describe('POST /v1/verifications', () => {
  let database: TestDatabase;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    database = await createTestDatabase('audit');
    await new RecordKeeper(database.pool, { mayHaveHoles: false }).keep(recordsOf(0, 3));
    app = await startService(
      { name: 'audit', env: auditEnv, module: VerificationsModule },
      {
        PORT: '0',
        DATABASE_URL: database.url,
        KAFKA_BROKERS: readStack().kafka.brokers.join(','),
        PEAJE_API_KEYS: ['bank-operator', 'merchant'].map(keyOf).join(','),
        LOG_LEVEL: 'fatal',
      },
    );
  });
  afterAll(async () => {
    await app?.close();
    await database.drop();
  });

  const post = (body?: object, key = 'bank-operator') =>
    app.inject({
      method: 'POST',
      url: '/v1/verifications',
      headers: { authorization: `Bearer ${key}` },
      ...(body ? { payload: body } : {}),
    });

  it.each([
    ['no body', undefined],
    ['an empty body', {}],
    ['a chain', { chain: 'charges.decided/0' }],
  ])('answers 200 with the result: %s', async (_, body) => {
    const response = await post(body);
    expect(response.statusCode).toBe(200);
    expect(verification.parse(response.json())).toMatchObject({ ok: true, chains: [{ entries: 3 }] });
  });

  it.each([
    ['another chain', 404, { chain: 'none/0' }, 'bank-operator'],
    ['an unknown field', 400, { chains: [] }, 'bank-operator'],
    [
      'a checkpoint of another chain',
      400,
      { chain: 'charges.decided/0', since: OF_ANOTHER },
      'bank-operator',
    ],
    ['an anchor without its hash', 400, { anchors: [{ chain: 'a/0', number: 1, seq: 1 }] }, 'bank-operator'],
    ['a merchant', 403, {}, 'merchant'],
  ])('refuses %s', async (_, status, body, key) => {
    expect((await post(body, key)).statusCode).toBe(status);
  });

  it('GET /health/checkpoints names the alarms, and no caller needs a key', async () => {
    const alarms = app.get(CheckpointAlarms);
    const health = async () => {
      const response = await app.inject({ method: 'GET', url: '/health/checkpoints' });
      expect(response.statusCode).toBe(200);
      return checkpointHealth.parse(response.json());
    };
    expect(await health()).toEqual({ alarms: [] });
    alarms.raise('charges.decided/0', 'cut', 'the chain is at entry 7');
    expect(await health()).toMatchObject({
      alarms: [{ chain: 'charges.decided/0', problem: 'cut', detail: 'the chain is at entry 7' }],
    });
    alarms.clear('charges.decided/0');
    expect(await health()).toEqual({ alarms: [] });
  });
});
