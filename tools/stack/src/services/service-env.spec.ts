import { demoApiKeys, serviceEnv, type ServiceSurroundings } from './service-env.js';

const around: ServiceSurroundings = {
  brokers: ['127.0.0.1:19092', '127.0.0.1:19093'],
  partitions: 4,
  databaseUrls: { pos: 'pg://pos', debit: 'pg://debit', audit: 'pg://audit', sms: 'pg://sms' },
  urls: { sms: 'http://127.0.0.1:3003', 'fake-twilio': 'http://127.0.0.1:4010' },
  checkpointKey: { privateFile: '/keys/checkpoint.pem', publicFile: '/keys/checkpoint.pub.pem' },
  compileCache: '/cache/compiled',
  user: { PATH: '/bin', HOME: '/home/ana', AWS_SECRET_ACCESS_KEY: 'secret', PEAJE_ALLOW_EMPTY: '1' },
};
const account = { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 't', TWILIO_FROM: '+1' };

describe('the environment of a service', () => {
  it('passes on what is needed and what is meant for Peaje, and nothing else', () => {
    const env = serviceEnv('debit', 'debit-1', 3001, around);
    expect(env).toMatchObject({
      PATH: '/bin',
      PEAJE_ALLOW_EMPTY: '1',
      PORT: '3001',
      INSTANCE: 'debit-1',
      DATABASE_URL: 'pg://debit',
      KAFKA_BROKERS: '127.0.0.1:19092,127.0.0.1:19093',
    });
    expect(env).not.toHaveProperty('AWS_SECRET_ACCESS_KEY');
  });

  it('gives each service its own database, and the look-alike none', () => {
    expect(serviceEnv('pos', 'pos-1', 1, around)['DATABASE_URL']).toBe('pg://pos');
    expect(serviceEnv('fake-twilio', 'fake-twilio-1', 1, around)).not.toHaveProperty('DATABASE_URL');
  });

  it('gives the checkpoint key to audit alone', () => {
    expect(serviceEnv('audit', 'audit-1', 1, around)).toMatchObject({
      PEAJE_CHECKPOINT_KEY_FILE: '/keys/checkpoint.pem',
      PEAJE_CHECKPOINT_PUBLIC_KEY_FILE: '/keys/checkpoint.pub.pem',
    });
    expect(JSON.stringify(serviceEnv('pos', 'pos-1', 1, around))).not.toContain('checkpoint');
  });

  it("the user's own checkpoint key comes first, whole, and goes to audit alone too", () => {
    const own = { ...around, user: { PEAJE_CHECKPOINT_KEY_FILE: '/mine.pem' } };
    const env = serviceEnv('audit', 'audit-1', 1, own);
    expect(env).toMatchObject({ PEAJE_CHECKPOINT_KEY_FILE: '/mine.pem' });
    expect(env).not.toHaveProperty('PEAJE_CHECKPOINT_PUBLIC_KEY_FILE');
    expect(JSON.stringify(serviceEnv('pos', 'pos-1', 1, own))).not.toContain('mine.pem');
  });

  it('sends texts to the look-alike', () => {
    expect(serviceEnv('sms', 'sms-1', 1, around)['TWILIO_BASE_URL']).toBe('http://127.0.0.1:4010');
  });

  it('the look-alike reports to sms, and is told where it is', () => {
    for (const name of ['sms', 'fake-twilio'] as const)
      expect(serviceEnv(name, `${name}-1`, 1, around)['PEAJE_PUBLIC_URL']).toBe('http://127.0.0.1:3003');
  });

  it('sends them to the real one when all three settings are there, not when one is missing', () => {
    const real = serviceEnv('sms', 'sms-1', 1, { ...around, user: account });
    expect(real).toMatchObject(account);
    expect(real).not.toHaveProperty('PEAJE_PUBLIC_URL');
    expect(real).not.toHaveProperty('TWILIO_BASE_URL');
    const half = serviceEnv('sms', 'sms-1', 1, { ...around, user: { ...account, TWILIO_FROM: '' } });
    expect(half['TWILIO_BASE_URL']).toBe('http://127.0.0.1:4010');
    expect(half['TWILIO_AUTH_TOKEN']).not.toBe('t');
  });

  it('tells services the hashes of the keys, never the keys', () => {
    expect(demoApiKeys()).not.toContain('demo_');
    expect(demoApiKeys().split(',')).toHaveLength(3);
    expect(demoApiKeys()).toMatch(/[0-9a-f]{64}=merchant:m_corner_shop,/);
  });
});
