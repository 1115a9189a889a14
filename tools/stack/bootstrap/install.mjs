import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { run } from './child.mjs';
import { quote, Refusal, say } from './refusal.mjs';
import { MODULES, readJson, ROOT } from './repository.mjs';

/** Runs `npm ci`, unless npm's own record of node_modules agrees with the lock file. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  say('Installing packages with npm ci (about a minute, once)');
  const { code, output } = await run(...npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']));
  if (code !== 0) {
    throw new Refusal(
      `npm ci failed:\n\n${quote(output, 15)}\n\n` +
        "Check the network and npm's settings (npm config ls), then start again: that repeats npm ci.",
    );
  }
  if (!isInstalled())
    throw new Refusal('npm ci has not installed every package. Try: rm -rf node_modules && npm ci');
}

/** The npm that started this process, else the npm on PATH. */
function npm(args) {
  const script = process.env.npm_execpath;
  return script && /npm-cli\.[cm]?js$/.test(script) ? [process.execPath, [script, ...args]] : ['npm', args];
}

/** True when every package of the lock file is there at its version. A user may have removed a folder. */
function isInstalled() {
  const wanted = readJson(join(ROOT, 'package-lock.json'))?.packages ?? {};
  const actual = readJson(join(MODULES, '.package-lock.json'))?.packages ?? {};
  return Object.entries(wanted)
    .filter(([path]) => path.includes('node_modules/'))
    .every(([path, { version, optional, devOptional, link }]) => {
      const found = actual[path];
      if (!found) return optional === true || devOptional === true;
      return (link === true || found.version === version) && existsSync(join(ROOT, path));
    });
}
