import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTree } from '@nx/devkit/testing';
import type { Tree } from '@nx/devkit';
import type { ConsumerOptions } from './consumer-plan.js';
import { generateConsumer } from './consumer.js';

const ROOT = join(import.meta.dirname, '../../..');
const EVENTS = 'libs/contracts/src/events';
const COPIED = [
  ...readdirSync(join(ROOT, EVENTS)).map((name) => `${EVENTS}/${name}`),
  ...['pos', 'debit', 'audit', 'sms'].map((name) => `apps/${name}/package.json`),
  'libs/kernel/package.json',
];

/** Only our own packages: prettier would be slow on the whole lock file. */
const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).filter(([path]) => /^apps\/|@peaje/.test(path)),
);

/** The part of this repository that the generator reads. */
function workspace(): Tree {
  const tree = createTree();
  for (const file of COPIED) tree.write(file, readFileSync(join(ROOT, file)));
  tree.write('package-lock.json', JSON.stringify(lock));
  tree.write('.prettierrc', readFileSync(join(ROOT, '.prettierrc.json')));
  return tree;
}

const written = (tree: Tree): string[] =>
  tree
    .listChanges()
    .map(({ path }) => path)
    .filter((path) => /^(apps|prisma)\//.test(path) && !COPIED.includes(path))
    .sort();

async function generated(options: Partial<ConsumerOptions> = {}): Promise<Tree> {
  const tree = workspace();
  await generateConsumer(tree, { name: 'loyalty', topic: 'charges.decided', ...options });
  return tree;
}

let plain: Promise<Tree> | undefined;
/** Generated once for the tests that only read. */
const loyalty = (): Promise<Tree> => (plain ??= generated());

async function refusal(options: Partial<ConsumerOptions>): Promise<string> {
  const tree = workspace();
  const untouched = readFileSync(join(ROOT, EVENTS, 'charges.ts'), 'utf8');
  const message = await generateConsumer(tree, {
    name: 'loyalty',
    topic: 'charges.decided',
    ...options,
  }).then(
    () => 'nothing',
    (error: Error) => error.message,
  );
  expect(written(tree)).toEqual([]);
  expect(tree.read(`${EVENTS}/charges.ts`, 'utf8')).toBe(untouched);
  return message;
}

describe('nx g consumer loyalty', () => {
  it('writes a flat service and its database', async () => {
    expect(written(await loyalty())).toEqual([
      'apps/loyalty/package.json',
      'apps/loyalty/src/loyalty.builders.ts',
      'apps/loyalty/src/loyalty.consumer.int-spec.ts',
      'apps/loyalty/src/loyalty.consumer.ts',
      'apps/loyalty/src/loyalty.controller.ts',
      'apps/loyalty/src/loyalty.module.ts',
      'apps/loyalty/src/loyalty.spec.ts',
      'apps/loyalty/src/loyalty.ts',
      'apps/loyalty/src/main.ts',
      expect.stringMatching(/^prisma\/loyalty\/migrations\/\d{14}_init\/migration\.sql$/),
      'prisma/loyalty/migrations/migration_lock.toml',
      'prisma/loyalty/prisma.config.ts',
      'prisma/loyalty/schema.prisma',
    ]);
  });

  it('writes small files', async () => {
    const tree = await loyalty();
    const code = written(tree).filter((path) => path.startsWith('apps/'));
    for (const path of code) expect(tree.read(path, 'utf8')!.split('\n').length).toBeLessThan(62);
  });

  it('adds its group to the contract of its topic, and changes nothing else there', async () => {
    const before = readFileSync(join(ROOT, EVENTS, 'charges.ts'), 'utf8');
    const after = (await loyalty()).read(`${EVENTS}/charges.ts`, 'utf8');
    expect(after).toBe(before.replace(/(cleanup: 'keep',\n +groups: \['pos'[^\]]*)/, "$1, 'loyalty'"));
    expect(after).not.toBe(before);
  });

  it('takes the next free port', async () => {
    const tree = await generated();
    expect(tree.read('apps/loyalty/package.json', 'utf8')).toMatch(/"port": 3005/);
    await generateConsumer(tree, { name: 'fraud-check', topic: 'charges.requested' });
    expect(tree.read('apps/fraud-check/package.json', 'utf8')).toMatch(/"port": 3006/);
    expect(tree.read('apps/fraud-check/src/fraud-check.ts', 'utf8')).toContain('fraudCheckEntry');
    expect(tree.read('prisma/fraud-check/schema.prisma', 'utf8')).toContain('@@map("fraud_check_entry")');
  });

  it('is in the lock file, where npm would put it', async () => {
    const { packages } = JSON.parse((await loyalty()).read('package-lock.json', 'utf8')!);
    const { 'apps/loyalty': app, 'node_modules/@peaje/loyalty': link, ...others } = packages;
    expect(others).toEqual(lock.packages);
    const apps = Object.keys(packages).filter((path) => /^apps\/[^/]+$/.test(path));
    expect(apps).toContain('apps/loyalty');
    expect(apps).toEqual(apps.toSorted());
    expect(app.dependencies).toEqual(lock.packages['apps/audit'].dependencies);
    expect(link).toEqual({ resolved: 'apps/loyalty', link: true });
  });

  it('stores the chosen events, and names the others', async () => {
    const source = (await generated({ events: 'approved, reversed' })).read(
      'apps/loyalty/src/loyalty.ts',
      'utf8',
    );
    expect(source).toMatch(/approved\.v1':\s+case 'peaje\.charge\.reversed\.v1':\s+return \{/);
    expect(source).toMatch(/declined\.v1':\s+case 'peaje\.charge\.cancelled\.v1':\s+return null;/);
    expect((await loyalty()).read('apps/loyalty/src/loyalty.ts', 'utf8')).not.toContain('return null');
  });
});

describe('a wrong option is refused with its field, the rule and the way out, and nothing is written', () => {
  it.each(['Loyalty', 'loyalty_points', '-loyalty', 'a'.repeat(31), '../x', ''])(
    'name "%s"',
    async (name) => {
      expect(await refusal({ name })).toMatch(/^name: ".*" must be a noun in kebab-case.*\n\nFor example: /s);
    },
  );

  it.each([
    ['sms', 'apps/sms'],
    ['kernel', 'libs/kernel'],
    ['postgres', 'the stack itself'],
  ])('name %s is taken', async (name, by) => {
    expect(await refusal({ name })).toMatch(`name: "${name}" is taken by ${by}\n\n`);
  });

  it('an unknown topic', async () => {
    expect(await refusal({ topic: 'charges' })).toBe(
      'topic: there is no topic "charges" in libs/contracts\n\n' +
        'Choose one of: charges.requested, charges.decided, passages.requested, passages.decided.',
    );
  });

  it('a topic of states', async () => {
    expect(await refusal({ topic: 'cards' })).toMatch(
      /^topic: "cards" is not a topic of charges\n\n.*holders/,
    );
  });

  it('unknown events', async () => {
    expect(await refusal({ events: 'approved,refunded' })).toBe(
      'events: charges.decided has no event "refunded"\n\n' +
        'Choose from: approved, declined, cancelled, reversed; comma-separated. The default is all of them.',
    );
  });
});
