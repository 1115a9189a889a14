import { realpathSync } from 'node:fs';
import { join } from 'node:path';

import { run } from './child.mjs';
import { childEnv, node24 } from './node-24.mjs';
import { quote, Refusal, say } from './refusal.mjs';
import { MODULES } from './repository.mjs';

/** Nx builds the packages that changed, and those whose output is gone. */
export async function ensureBuilt() {
  say('Building the packages that changed');
  const nx = realpathSync(join(MODULES, '.bin/nx'));
  const env = { ...childEnv(), NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true' };
  const { code, output } = await run(node24(), [nx, 'run-many', '-t', 'build', '--outputStyle=static'], env);
  if (code !== 0) {
    throw new Refusal(`The build failed:\n\n${quote(output, 40)}\n\nBuild by hand: npx nx run-many -t build`);
  }
}
