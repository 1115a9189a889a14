import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { kafkaAccess } from './kafka-access.js';
import { ConfigError, parseEnv, serviceEnv } from './service-env.js';

const NEEDED = {
  PORT: '3000',
  DATABASE_URL: 'postgres://127.0.0.1/pos',
  KAFKA_BROKERS: 'a:9092,b:9092',
  PEAJE_API_KEYS: '',
};
const access = (variables: Record<string, string>) =>
  kafkaAccess(parseEnv(serviceEnv, { ...NEEDED, ...variables }));

const files = mkdtempSync(join(tmpdir(), 'peaje-ca-'));
const [ca, caFile, emptyFile] = [rootCertificates[0]!, join(files, 'ca.pem'), join(files, 'empty.pem')];
writeFileSync(caFile, ca);
writeFileSync(emptyFile, '');
afterAll(() => rmSync(files, { recursive: true }));
const CREDENTIALS = { KAFKA_USERNAME: 'pos', KAFKA_PASSWORD: 'secret' };

describe('how a service reaches Kafka', () => {
  it.each([
    ['without credentials', {}, { ssl: false }],
    ['by TLS', { KAFKA_TLS: 'true' }, { ssl: true }],
    ['by TLS that one authority vouches for', { KAFKA_TLS: 'true', KAFKA_CA_FILE: caFile }, { ssl: { ca } }],
    [
      'as itself',
      CREDENTIALS,
      { ssl: false, sasl: { mechanism: 'scram-sha-512', username: 'pos', password: 'secret' } },
    ],
    [
      'with its password as it is',
      { ...CREDENTIALS, KAFKA_TLS: 'true', KAFKA_SASL_MECHANISM: 'plain' },
      { ssl: true, sasl: { mechanism: 'plain', username: 'pos', password: 'secret' } },
    ],
  ])('%s', (_, variables, expected) => {
    expect(access(variables)).toEqual({ brokers: ['a:9092', 'b:9092'], ...expected });
  });

  it.each([
    ['KAFKA_CA_FILE', { KAFKA_CA_FILE: caFile }],
    ['KAFKA_CA_FILE', { KAFKA_TLS: 'true', KAFKA_CA_FILE: '/nowhere/ca.pem' }],
    ['KAFKA_CA_FILE', { KAFKA_TLS: 'true', KAFKA_CA_FILE: emptyFile }],
    ['KAFKA_PASSWORD', { KAFKA_USERNAME: 'pos' }],
    ['KAFKA_PASSWORD', { ...CREDENTIALS, KAFKA_PASSWORD: '' }],
    ['KAFKA_USERNAME', { KAFKA_PASSWORD: 'secret' }],
    ['KAFKA_SASL_MECHANISM', { ...CREDENTIALS, KAFKA_SASL_MECHANISM: 'plain' }],
    ['KAFKA_SASL_MECHANISM', { ...CREDENTIALS, KAFKA_SASL_MECHANISM: 'GSSAPI' }],
  ])('%s is refused by its name: %j', (name, variables) => {
    expect(() => access(variables)).toThrow(ConfigError);
    expect(() => access(variables)).toThrow(new RegExp(`^the environment is not complete:\\n  ${name}: `));
  });
});
