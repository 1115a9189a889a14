// Generates one service's Prisma client: `node tools/prisma-generate.mjs pos`.
// Generating needs no engine, but Prisma downloads its schema engine first unless a variable names one.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const service = process.argv[2];
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const prisma = createRequire(import.meta.url).resolve('prisma/build/index.js');
const result = spawnSync(
  process.execPath,
  [prisma, 'generate', '--config', join(root, 'prisma', service, 'prisma.config.ts')],
  {
    cwd: join(root, 'prisma', service),
    encoding: 'utf8',
    env: {
      ...process.env,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
    },
  },
);
if (result.status !== 0) process.stderr.write(`${result.stdout}${result.stderr}`);
process.exit(result.status ?? 1);
