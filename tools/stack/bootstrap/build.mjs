import { realpathSync } from 'node:fs';
import { join } from 'node:path';

import { run } from './child.mjs';
import { childEnv, node24 } from './node-24.mjs';
import { quote, Refusal, say } from './refusal.mjs';
import { MODULES } from './repository.mjs';

/** Nx knows what has changed since the last build, and whether what it built is still there. */
export async function ensureBuilt() {
  say('Building what has changed');
  const nx = realpathSync(join(MODULES, '.bin/nx'));
  const env = { ...childEnv(), NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true' };
  const { code, output } = await run(node24(), [nx, 'run-many', '-t', 'build', '--outputStyle=static'], env);
  if (code !== 0) {
    throw new Refusal(`The build failed:\n\n${quote(output, 40)}\n\nBy hand: npx nx run-many -t build`);
  }
}
