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
const GIVES_UP_MS = 60_000;

/** The built service as the stack starts it, on a database of this spec. */
function run(service: string, databaseUrl: string): Promise<{ exitCode: number | null; said: string }> {
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
    timeout: GIVES_UP_MS,
    killSignal: 'SIGKILL',
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve) => child.once('close', (exitCode) => resolve({ exitCode, said })));
}

describe('a service whose database was lost, on a Kafka that remembers it', () => {
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
  ])('%s ends instead of beginning in the middle, and says the way out', async (service, wayOut) => {
    database = await createTestDatabase(service);

    const { exitCode, said } = await run(service, database.url);

    expect(said).toMatch(wayOut);
    expect(exitCode).toBe(EX_CONFIG);
  });
});
