import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { chargesRequested, chargesDecided } from '@peaje/contracts';
import { eventually } from './outside/eventually.js';
import { postShopCharge } from './outside/post-shop-charge.js';
import { readStack, urlOf } from './outside/stack-file.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';
import { TestKafka } from './test-kafka.js';

const APPS = join(import.meta.dirname, '../../../apps');
const EX_CONFIG = 78;
const ENDS_WITHIN_MS = 60_000;

/** Runs the built service as the stack does, on a database of this spec. */
function run(service: string, databaseUrl: string): Promise<{ exitCode: number | null; output: string }> {
  const env = {
    PATH: process.env['PATH'],
    PORT: '0',
    DATABASE_URL: databaseUrl,
    KAFKA_BROKERS: readStack().kafka.brokers.join(','),
    PEAJE_API_KEYS: '',
    PEAJE_ALLOW_EMPTY: service === 'debit' || service === 'pos' ? 'true' : 'false',
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: 'none',
    TWILIO_FROM: '+34900000000',
  };
  const child = spawn(process.execPath, [join(APPS, service, 'dist/main.js')], {
    env,
    timeout: ENDS_WITHIN_MS,
    killSignal: 'SIGKILL',
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.once('close', (exitCode) => resolve({ exitCode, output })));
}

describe('a service has lost its database, and Kafka still has its offsets', () => {
  const kafka = new TestKafka();
  let database: TestDatabase | undefined;

  beforeAll(async () => {
    await kafka.connect();
    const charge = await postShopCharge(urlOf('pos'));
    expect(charge.status).toBe('approved');
    await eventually('audit and sms have committed offsets', async () => {
      for (const [group, topic] of [
        ['audit', chargesRequested.name],
        ['sms', chargesDecided.name],
      ] as const)
        expect(await kafka.committed(group, topic)).toBeGreaterThan(0);
    });
  });

  afterEach(() => database?.drop());
  afterAll(() => kafka.disconnect());

  it.each([
    ['pos', /restore its backup/],
    ['debit', /restore its backup/],
    ['audit', /set group audit back to the beginning; PEAJE_ALLOW_EMPTY=1/],
    ['sms', /set group sms back to the beginning; PEAJE_ALLOW_EMPTY=1/],
  ])('%s refuses to start in the middle of its topics, and names the way out', async (service, wayOut) => {
    database = await createTestDatabase(service);

    const { exitCode, output } = await run(service, database.url);

    expect(output).toMatch(wayOut);
    expect(exitCode).toBe(EX_CONFIG);
  });
});
