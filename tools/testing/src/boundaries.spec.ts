import { join } from 'node:path';
import { ESLint } from 'eslint';

/** For each row of the table: an import that it must refuse, and a similar one that it must allow. */
const FIXTURES: readonly [name: string, file: string, refused: string, allowed: string][] = [
  ['app-to-app', 'apps/pos/src/main.ts', '@peaje/debit', '@peaje/contracts'],
  ['app-to-tool', 'apps/sms/src/main.ts', '@peaje/fake-twilio', '@peaje/chassis'],
  ['tool-to-app', 'tools/cli/src/main.ts', '@peaje/audit', '@peaje/contracts'],
  ['by-name', 'apps/pos/src/main.ts', '../../../libs/kernel/src/money.js', '@peaje/kernel'],
  ['by-name', 'tools/cli/src/main.ts', '@peaje/testing/infra-containers', '@peaje/testing/outside'],
  ['by-name', 'tools/cli/src/session.ts', '@peaje/stack/control/control-client', '@peaje/stack/info'],
  ['kernel', 'libs/kernel/src/money.ts', 'zod', 'node:crypto'],
  ['contracts', 'libs/contracts/src/topic.ts', '@peaje/messaging', '@peaje/kernel'],
  ['messaging', 'libs/messaging/src/outbox/relay.ts', '@peaje/chassis', '@peaje/contracts'],
  ['record-batches', 'libs/record-batches/src/records.ts', '@peaje/messaging', '@peaje/contracts'],
  [
    'messaging-rooms',
    'libs/messaging/src/kafka/kafkajs-client.ts',
    '../consume/batch.js',
    '../ports/logger.js',
  ],
  ['messaging-rooms', 'libs/messaging/src/outbox/relay.ts', '../index.js', '../kafka/partitioner.js'],
  ['kafkajs-port', 'libs/messaging/src/outbox/relay.ts', 'kafkajs', '../kafka/kafka-client.js'],
  ['chassis', 'libs/chassis/src/database/database.ts', '@prisma/client', '@peaje/messaging'],
  ['chassis-rooms', 'libs/chassis/src/config/service-env.ts', '../http/api-key.guard.js', './api-keys.js'],
  ['example', 'examples/orders/src/main.ts', '@peaje/chassis', '@peaje/messaging'],
  ['example', 'examples/orders/src/main.ts', '@peaje/contracts', 'zod'],
  ['to-example', 'apps/sms/src/main.ts', '@peaje/orders', '@peaje/contracts'],
  ['domain', 'apps/debit/src/ledger/judge.ts', '@nestjs/common', './ledger.js'],
  ['domain', 'apps/pos/src/charge/charges.ts', '../db/charges.sql.js', './charge.js'],
  ['outside', 'tools/testing/src/outside/eventually.ts', '@peaje/messaging', '@peaje/contracts'],
  ['outside', 'tools/testing/src/outside/eventually.ts', '../test-kafka.js', './stack-file.js'],
  ['outside', 'tools/testing/src/outside/eventually.ts', 'kafkajs', 'node:timers'],
  ['e2e-sql', 'e2e/shop-charge.e2e-spec.ts', 'pg', 'kafkajs'],
  ['e2e', 'e2e/shop-charge.e2e-spec.ts', '@peaje/stack', '@peaje/contracts'],
  ['e2e', 'e2e/shop-charge.e2e-spec.ts', '@peaje/testing', '@peaje/testing/outside'],
];

const root = join(import.meta.dirname, '../../..');
const eslint = new ESLint({ cwd: root });

/** A name that tsc does not follow: the table is plain JavaScript, as ESLint's config is. */
const boundaryTable = (
  path = '../../../eslint.boundaries.mjs',
): Promise<{ boundaries: { name: string }[] }> => import(path);

async function crossings(file: string, imported: string): Promise<string[]> {
  const [result] = await eslint.lintText(`import '${imported}';\n`, { filePath: join(root, file) });
  return (result?.messages ?? [])
    .filter(({ ruleId }) => ruleId === 'peaje/boundaries')
    .map(({ message }) => message);
}

describe('the boundary table', () => {
  it.each(FIXTURES)('%s: %s may not import %s', async (name, file, refused, allowed) => {
    expect(await crossings(file, refused)).toEqual([expect.stringContaining(`(${name})`)]);
    expect(await crossings(file, allowed)).toEqual([]);
  });

  it('has a fixture for every row', async () => {
    const { boundaries } = await boundaryTable();
    const proved = new Set(FIXTURES.map(([name]) => name));
    expect(boundaries.map(({ name }) => name).filter((name) => !proved.has(name))).toEqual([]);
  });
});
