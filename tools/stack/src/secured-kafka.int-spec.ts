import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, postShopCharge, TestKafka } from '@peaje/testing';
import { type ChargeView, type PostingView, topicCatalogue, topics } from '@peaje/contracts';
import kafkajs, { type AclOperationTypes, type Kafka, type KafkaConfig } from 'kafkajs';

import type { Infra } from './infra.js';
import { securedKafka } from './secured-kafka.builders.js';
import { serviceEntry } from './services/service-catalogue.js';
import { type Stack, startStack } from './start-stack.js';

const SERVICES = ['pos', 'debit', 'audit', 'sms'] as const;
type User = (typeof SERVICES)[number] | 'course';

/** The topics of the README's table of services, and the dead letter topics. */
const WRITES: Readonly<Record<User, readonly string[]>> = {
  pos: [
    ...['charges.requested', 'passages.requested', 'operations.performed'],
    ...['charges.decided.pos.dlq', 'passages.decided.pos-passages.dlq', 'cards.pos.dlq'],
  ],
  debit: [
    ...['charges.decided', 'passages.decided', 'cards', 'holders', 'operations.performed'],
    ...['charges.requested.debit.dlq', 'passages.requested.debit-passages.dlq'],
  ],
  audit: [
    ...['audit.checkpoints', 'operations.performed', 'operations.performed.audit.dlq'],
    ...['charges', 'passages'].flatMap((of) => [`${of}.requested.audit.dlq`, `${of}.decided.audit.dlq`]),
  ],
  sms: ['operations.performed', 'charges.decided.sms.dlq', 'passages.decided.sms.dlq', 'holders.sms.dlq'],
  course: ['course.messages'],
};
const TOPICS = topicCatalogue().map(({ name }) => name);

let dir: string;
let infra: Infra;
let stack: Stack;
/** On the plain port, as the anonymous superuser. */
let kafka: TestKafka;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'peaje-secured-'));
  infra = await securedKafka(dir);
  stack = await startStack({
    ...{ dataDir: dir, ports: 'random', brokers: 1, partitions: 4, infra },
    ...{ services: [...SERVICES, 'fake-twilio'], seed: 'named' },
    env: { ...process.env, PEAJE_CHECKPOINT_EVERY_MS: '500' },
  });
  kafka = new TestKafka(stack.info.kafka.brokers);
  await kafka.connect();
}, 240_000);

afterAll(async () => {
  await kafka?.disconnect();
  await stack?.stop();
  await rm(dir, { recursive: true, force: true });
}, 60_000);

const quiet = { logLevel: kafkajs.logLevel.NOTHING, retry: { retries: 2 } };

/** A client with the user and the password of a service, or of the course. */
function as(user: User): Kafka {
  const access = infra.kafkaAccess!(user);
  const config: KafkaConfig = {
    brokers: [access['KAFKA_BROKERS']!],
    ssl: { ca: readFileSync(access['KAFKA_CA_FILE']!, 'utf8') },
    sasl: {
      mechanism: 'scram-sha-512',
      username: access['KAFKA_USERNAME']!,
      password: access['KAFKA_PASSWORD']!,
    },
  };
  return new kafkajs.Kafka({ ...quiet, ...config, clientId: 'spec' });
}

const urlOf = (service: string): string => stack.info.services[service]![0]!.url;
const ENDS_WITHIN_MS = 10_000;
const UNREACHABLE = 'http://127.0.0.1:1';
const BANK = { authorization: 'Bearer demo_bank', 'content-type': 'application/json' };

const untilApproved = (): Promise<void> =>
  eventually(
    'a shop charge is approved',
    async () => expect((await postShopCharge(urlOf('pos'))).status).toBe('approved'),
    30_000,
  );

it('services that connect with TLS, each as a user of its own, do all their work', async () => {
  await untilApproved();
  await eventually(
    'the holder has a text',
    async () => {
      const shown = await (await fetch(`${urlOf('fake-twilio')}/messages`)).text();
      expect(shown).toContain('19,90');
    },
    30_000,
  );
  await eventually(
    'audit verifies its chains',
    async () => {
      const body = JSON.stringify({});
      const answer = await fetch(`${urlOf('audit')}/v1/verifications`, {
        method: 'POST',
        headers: BANK,
        body,
      });
      expect(await answer.json()).toMatchObject({ ok: true });
    },
    30_000,
  );
}, 90_000);

it('a record that services cannot decode becomes a dead letter of each group', async () => {
  for (const { name } of topics.filter(({ groups }) => groups.some((group) => group !== 'audit')))
    await kafka.send(name, [{ key: 'poison', value: 'no event' }]);
  for (const topic of TOPICS.filter((name) => /\.(pos|debit|sms)(-passages)?\.dlq$/.test(name)))
    await eventually(
      `${topic} has a dead letter`,
      async () => {
        if ((await kafka.endOffset(topic)) === 0) throw new Error(`${topic} is empty`);
      },
      30_000,
    );
}, 90_000);

const { ANY, ALL, READ, WRITE } = kafkajs.AclOperationTypes;
/** All ACLs that apply to the name, also those with a prefix. */
const MATCHING = {
  resourcePatternType: kafkajs.ResourcePatternTypes.MATCH,
  permissionType: kafkajs.AclPermissionTypes.ANY,
};
const ALLOWED = {
  resourcePatternType: kafkajs.ResourcePatternTypes.LITERAL,
  permissionType: kafkajs.AclPermissionTypes.ALLOW,
};
const topicAcl = (resourceName: string, operation: AclOperationTypes) => ({
  ...{ resourceType: kafkajs.AclResourceTypes.TOPIC, resourceName, operation },
});

/** The users that the broker's authorizer allows to do this. */
async function usersAllowed(topic: string, operation: AclOperationTypes): Promise<string[]> {
  const { resources } = await kafka.admin.describeAcls({ ...topicAcl(topic, ANY), ...MATCHING });
  const found = resources.flatMap(({ acls }) => acls);
  return found.filter((acl) => [operation, ALL].includes(acl.operation)).map(({ principal }) => principal);
}

it('only sms may read personal data', async () => {
  expect(await usersAllowed('holders', READ)).toEqual(['User:sms']);
});

it('a lost permission discards no record: when debit has it again, everything settles', async () => {
  const ofCharge = async (chargeId: string): Promise<string[]> => {
    const path = `/v1/accounts/${stack.info.seed.accounts['rich']}/postings?limit=200`;
    const answer = await fetch(`${urlOf('debit')}${path}`, { headers: BANK });
    const { items } = (await answer.json()) as { items: PostingView[] };
    return items.filter((one) => one.chargeId === chargeId).map(({ kind }) => kind);
  };
  const mayDecide = { ...topicAcl('charges.decided', WRITE), principal: 'User:debit', host: '*', ...ALLOWED };

  await kafka.admin.deleteAcls({ filters: [mayDecide] });
  let charge: ChargeView;
  try {
    await eventually('debit has lost its permission', async () =>
      expect(await usersAllowed('charges.decided', WRITE)).toEqual([]),
    );
    charge = await postShopCharge(urlOf('pos'));
    expect(charge.status).toBe('cancelled');
    await eventually(
      'debit has posted the charge',
      async () => expect(await ofCharge(charge.id)).toEqual(['charge']),
      30_000,
    );
  } finally {
    await kafka.admin.createAcls({ acl: [mayDecide] });
  }

  await eventually(
    'debit has posted the reversal',
    async () => expect((await ofCharge(charge.id)).sort()).toEqual(['charge', 'reversal']),
    60_000,
  );
  await untilApproved();
}, 180_000);

it.each([
  ['a wrong password', { KAFKA_PASSWORD: 'guessed' }, /authentication failed/i],
  ['a broker with an unknown certificate', { KAFKA_CA_FILE: undefined }, /self-signed certificate/i],
])(
  'a service logs %s, goes on trying, and stops on SIGTERM',
  async (_, wrong, message) => {
    const env: NodeJS.ProcessEnv = {
      ...{ PATH: process.env['PATH'], PORT: '0', PEAJE_API_KEYS: '' },
      ...{
        TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
        TWILIO_AUTH_TOKEN: 'none',
        TWILIO_FROM: '+34900000000',
      },
      DATABASE_URL: stack.info.postgres.urls['sms'],
      // Only the stack's own sms sends its notices.
      TWILIO_BASE_URL: UNREACHABLE,
      ...infra.kafkaAccess!('sms'),
      ...wrong,
    };
    const child = spawn(process.execPath, [serviceEntry('sms')], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = once(child, 'exit');
    let log = '';
    child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()));
    try {
      await eventually('the service logs the cause', () => expect(log).toMatch(message), 30_000);
      expect(log).not.toContain('guessed');
      expect(child.exitCode).toBeNull();
      const signalledMs = performance.now();
      child.kill('SIGTERM');
      await ended;
      expect(performance.now() - signalledMs).toBeLessThan(ENDS_WITHIN_MS);
    } finally {
      child.kill('SIGKILL');
    }
  },
  120_000,
);

/** The last spec, because its records are not events. */
it.each(Object.keys(WRITES) as User[])(
  '%s may write its own topics, and no others',
  async (user) => {
    const producer = as(user).producer();
    await producer.connect();
    const written: string[] = [];
    try {
      for (const topic of TOPICS) {
        const sent = producer.send({ topic, messages: [{ key: 'spec', value: null }] });
        await sent.then(
          () => written.push(topic),
          (error: Error) => expect(error.message).toMatch(/authoriz/i),
        );
      }
    } finally {
      await producer.disconnect();
    }
    expect(written.sort()).toEqual([...WRITES[user]].sort());
  },
  60_000,
);
