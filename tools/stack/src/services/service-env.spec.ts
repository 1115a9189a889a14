import { demoApiKeys, serviceEnv, type ServiceContext } from './service-env.js';

const context: ServiceContext = {
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
  it('passes on variables of the system and of Peaje, and no others', () => {
    const env = serviceEnv('debit', 'debit-1', 3001, context);
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

  it('gives each service its own database, and fake-twilio none', () => {
    expect(serviceEnv('pos', 'pos-1', 1, context)['DATABASE_URL']).toBe('pg://pos');
    expect(serviceEnv('fake-twilio', 'fake-twilio-1', 1, context)).not.toHaveProperty('DATABASE_URL');
  });

  it('gives the checkpoint key to audit alone', () => {
    expect(serviceEnv('audit', 'audit-1', 1, context)).toMatchObject({
      PEAJE_CHECKPOINT_KEY_FILE: '/keys/checkpoint.pem',
      PEAJE_CHECKPOINT_PUBLIC_KEY_FILE: '/keys/checkpoint.pub.pem',
    });
    expect(JSON.stringify(serviceEnv('pos', 'pos-1', 1, context))).not.toContain('checkpoint');
  });

  it("uses the user's own checkpoint key alone, and gives it to audit alone", () => {
    const own = { ...context, user: { PEAJE_CHECKPOINT_KEY_FILE: '/mine.pem' } };
    const env = serviceEnv('audit', 'audit-1', 1, own);
    expect(env).toMatchObject({ PEAJE_CHECKPOINT_KEY_FILE: '/mine.pem' });
    expect(env).not.toHaveProperty('PEAJE_CHECKPOINT_PUBLIC_KEY_FILE');
    expect(JSON.stringify(serviceEnv('pos', 'pos-1', 1, own))).not.toContain('mine.pem');
  });

  it('gives the board its own key and the way to the other services, and nobody else its key', () => {
    const there = { ...context, stackFile: '/data/stack.json' };
    const board = {
      PEAJE_BOARD_KEY: 'demo_board',
      PEAJE_BOARD_TILL_KEY: 'demo_shop',
      PEAJE_BOARD_GATE_KEY: 'demo_toll',
      PEAJE_BOARD_OPERATOR_KEY: 'demo_board',
      PEAJE_BOARD_PHONE_URL: 'http://127.0.0.1:4010',
      PEAJE_SERVICES_FILE: '/data/stack.json',
    };
    expect(serviceEnv('board', 'board-1', 1, there)).toMatchObject(board);
    expect(JSON.stringify(serviceEnv('pos', 'pos-1', 1, there))).not.toMatch(/demo_|stack\.json/);
    const own = { ...there, user: { PEAJE_BOARD_KEY: 'mine', PEAJE_API_KEYS: 'x' } };
    expect(serviceEnv('board', 'board-1', 1, own)['PEAJE_BOARD_KEY']).toBe('mine');
    expect(JSON.stringify(serviceEnv('pos', 'pos-1', 1, own))).not.toContain('mine');
    const keyless = { ...there, user: { PEAJE_API_KEYS: 'x' } };
    expect(JSON.stringify(serviceEnv('board', 'board-1', 1, keyless))).not.toMatch(/demo_|_KEY"/);
    const real = { ...there, user: account };
    expect(serviceEnv('board', 'board-1', 1, real)).not.toHaveProperty('PEAJE_BOARD_PHONE_URL');
  });

  it('sends texts to fake-twilio', () => {
    expect(serviceEnv('sms', 'sms-1', 1, context)['TWILIO_BASE_URL']).toBe('http://127.0.0.1:4010');
  });

  it('sms and fake-twilio get the address for delivery reports', () => {
    for (const name of ['sms', 'fake-twilio'] as const)
      expect(serviceEnv(name, `${name}-1`, 1, context)['PEAJE_PUBLIC_URL']).toBe('http://127.0.0.1:3003');
  });

  it('sends texts to the real Twilio only when all three settings are there', () => {
    const real = serviceEnv('sms', 'sms-1', 1, { ...context, user: account });
    expect(real).toMatchObject(account);
    expect(real).not.toHaveProperty('PEAJE_PUBLIC_URL');
    expect(real).not.toHaveProperty('TWILIO_BASE_URL');
    const half = serviceEnv('sms', 'sms-1', 1, { ...context, user: { ...account, TWILIO_FROM: '' } });
    expect(half['TWILIO_BASE_URL']).toBe('http://127.0.0.1:4010');
    expect(half['TWILIO_AUTH_TOKEN']).not.toBe('t');
  });

  it('gives services the hashes of API keys, never the keys', () => {
    expect(demoApiKeys()).not.toContain('demo_');
    expect(demoApiKeys().split(',')).toHaveLength(4);
    expect(demoApiKeys()).toMatch(/[0-9a-f]{64}=merchant:m_corner_shop,/);
  });
});
