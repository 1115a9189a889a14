import { join } from 'node:path';

import { REPOSITORY } from '../paths.js';
import { describeError } from '../stack-error.js';
import { onStopSignals } from '../terminal/stop-signals.js';
import { sayError, say } from '../terminal/say.js';
import { attachToCompose } from './start-compose-stack.js';

/** `npm run attach`: writes stack.json for containers and answers `npx peaje`, until Ctrl-C. */
async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const dataDir = env['PEAJE_DATA_DIR'] ?? join(REPOSITORY, '.peaje');
  const stack = await attachToCompose({ dataDir, project: env['COMPOSE_PROJECT_NAME'] ?? 'peaje' });
  onStopSignals(
    () => void stack.stop(),
    () => process.exit(130),
  );
  say('Attached: npx peaje … works now in another terminal. Ctrl-C detaches; the containers go on.');
  await stack.ended;
}

main(process.env).then(
  () => process.exit(0),
  (error: unknown) => {
    sayError(describeError(error));
    process.exit(1);
  },
);
