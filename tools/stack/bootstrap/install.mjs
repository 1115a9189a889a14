import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { run } from './child.mjs';
import { quote, Refusal, say } from './refusal.mjs';
import { MODULES, packageFiles, readJson, readText, ROOT } from './repository.mjs';

const STAMP = join(MODULES, '.peaje-install.stamp');

/** `npm ci`, unless node_modules is what the lock file asks for. */
export async function ensureInstalled() {
  const wanted = lockHash();
  const whole = everyDependencyIsThere();
  if (whole && readText(STAMP) === wanted) return;
  if (!whole || !installedMatchesLock()) await install();
  writeFileSync(STAMP, wanted);
}

async function install() {
  say('Installing packages with npm ci (about a minute, once)');
  const { code, output } = await run(...npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']));
  if (code !== 0) {
    throw new Refusal(
      `npm ci failed:\n\n${quote(output, 15)}\n\n` +
        "Check the network and npm's settings (npm config ls), then start again: it begins anew by itself.",
    );
  }
  if (!everyDependencyIsThere())
    throw new Refusal('npm ci left packages out. Try: rm -rf node_modules && npm ci');
}

/** The npm that started us, else the one on PATH. */
function npm(args) {
  const script = process.env.npm_execpath;
  return script && /npm-cli\.[cm]?js$/.test(script) ? [process.execPath, [script, ...args]] : ['npm', args];
}

/** npm's own record of what it installed, against the lock file: true after any complete install by hand. */
function installedMatchesLock() {
  const wanted = readJson(join(ROOT, 'package-lock.json'))?.packages ?? {};
  const actual = readJson(join(MODULES, '.package-lock.json'))?.packages ?? null;
  if (actual === null) return false;
  const needed = Object.entries(wanted).filter(([path]) => path.startsWith('node_modules/'));
  return needed.every(([path, { version, optional, devOptional, link }]) => {
    const found = actual[path];
    return found ? link === true || found.version === version : optional === true || devOptional === true;
  });
}

/** A half-deleted or half-installed node_modules shows in a missing direct dependency. */
function everyDependencyIsThere() {
  return packageFiles().every((file) => {
    const { dependencies = {}, devDependencies = {} } = readJson(join(ROOT, file)) ?? {};
    const nested = join(ROOT, dirname(file), 'node_modules');
    return Object.keys({ ...dependencies, ...devDependencies }).every(
      (name) =>
        existsSync(join(MODULES, name, 'package.json')) || existsSync(join(nested, name, 'package.json')),
    );
  });
}

function lockHash() {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', ...packageFiles()]) {
    hash.update(`${file}\n`).update(readText(join(ROOT, file)) ?? '');
  }
  return hash.digest('hex');
}
