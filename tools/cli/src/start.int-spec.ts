import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const BIN = join(import.meta.dirname, '../bin/peaje.js');
const folder = mkdtempSync(join(tmpdir(), 'peaje-modules-'));
const hook = join(folder, 'hook.mjs');
/** Writes the URL of each module that the program loads. */
writeFileSync(
  hook,
  `import { appendFileSync } from 'node:fs';
   import { registerHooks } from 'node:module';
   registerHooks({
     load: (url, context, next) => {
       appendFileSync(process.env.LOADED, url + '\\n');
       return next(url, context);
     },
   });`,
);
afterAll(() => rmSync(folder, { recursive: true }));

let runs = 0;
/** The modules that a command line loads, without those of Node itself. A spec of time would depend on the machine. */
async function loadedBy(...args: string[]): Promise<{ stdout: string; modules: string[] }> {
  const LOADED = join(folder, `loaded-${++runs}`);
  writeFileSync(LOADED, '');
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', hook, BIN, ...args], {
    env: { ...process.env, LOADED },
  });
  const modules = readFileSync(LOADED, 'utf8').split('\n');
  return { stdout, modules: modules.filter((url) => url !== '' && !url.startsWith('node:')) };
}

/** Each takes longer to load than one service takes to answer. */
const SLOW = [
  '/node_modules/zod/',
  '/node_modules/kafkajs/',
  '/node_modules/cli-progress/',
  '/node_modules/log-update/',
  '/node_modules/pg/',
  '/libs/contracts/',
  '/libs/record-batches/',
  '/tools/stack/dist/index.js',
];

describe('the modules of a command line', () => {
  it.each([
    [['--version'], /^peaje \d/],
    [['cards'], /^card /],
    [['help'], /^peaje <command>/],
    [['charge', '--card', 'card_rich', '--amount', '0.07'], /^approved/],
    [['toll', '--card', 'card_rich', '--amount', '0.07'], /^accepted/],
    [['charge', '--help'], /--amount/],
  ])('%j loads no slow one', async (args, shown) => {
    const { stdout, modules } = await loadedBy(...args);
    expect(stdout).toMatch(shown);
    expect(modules.filter((url) => SLOW.some((slow) => url.includes(slow)))).toEqual([]);
  });

  it('of a purchase are few: the program, the kernel, yargs', async () => {
    const { modules } = await loadedBy('charge', '--card', 'card_rich', '--amount', '0.07');
    expect(modules.length).toBeGreaterThan(20);
    expect(modules.length).toBeLessThanOrEqual(MOST_MODULES);
  });
});

/** A new library on the way of every command shows here. */
const MOST_MODULES = 110;
