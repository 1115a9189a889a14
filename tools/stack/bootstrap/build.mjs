import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { run } from './child.mjs';
import { childEnv, node24 } from './node-24.mjs';
import { quote, Refusal, say } from './refusal.mjs';
import { listFolder, LOCAL, MODULES, packageFiles, readText, ROOT } from './repository.mjs';

const STAMP = join(LOCAL, 'cache/build.stamp');
/** The files besides the sources that a build depends on. */
const INPUTS = ['nx.json', '.swcrc', 'package-lock.json'];

/**
 * Runs Nx only after a change: without its daemon Nx replaces every `dist` even when nothing has changed, and a running
 * stack may start a service from it at that moment.
 */
export async function ensureBuilt() {
  const wanted = sourcesHash();
  if (everythingIsThere() && readText(STAMP) === wanted) return;
  say('Building the packages that changed');
  const nx = realpathSync(join(MODULES, '.bin/nx'));
  const env = { ...childEnv(), NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true' };
  const { code, output } = await run(node24(), [nx, 'run-many', '-t', 'build', '--outputStyle=static'], env);
  if (code !== 0) {
    throw new Refusal(`The build failed:\n\n${quote(output, 40)}\n\nBuild by hand: npx nx run-many -t build`);
  }
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, wanted);
}

/** False when a part of the build output is missing. */
function everythingIsThere() {
  const built = projects().every(
    (folder) => !existsSync(join(folder, 'src')) || existsSync(join(folder, 'dist')),
  );
  const services = listFolder(join(ROOT, 'prisma')).map(({ name }) => join(ROOT, 'apps', name, 'src/db'));
  return built && services.every((folder) => !existsSync(folder) || existsSync(join(folder, 'generated')));
}

function projects() {
  return packageFiles()
    .map((file) => join(ROOT, dirname(file)))
    .filter((folder) => folder !== ROOT);
}

/** A hash of the names, sizes and times of all files that a build reads. */
function sourcesHash() {
  const hash = createHash('sha256');
  const watched = [...inEachProject('src', 'public'), join(ROOT, 'prisma')];
  const ofPages = inEachProject('index.html', 'vite.config.mjs');
  const settings = [...[...INPUTS, ...packageFiles()].map((file) => join(ROOT, file)), ...ofPages];
  for (const file of [...watched.flatMap(filesUnder), ...settings]) {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found) hash.update(`${file}\n${found.size}\n${found.mtimeMs}\n`);
  }
  return hash.digest('hex');
}

const inEachProject = (...names) => projects().flatMap((folder) => names.map((name) => join(folder, name)));

function filesUnder(folder) {
  return listFolder(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'generated' ? [] : filesUnder(path);
    return [path];
  });
}
