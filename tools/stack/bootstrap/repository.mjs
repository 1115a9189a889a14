import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
export const MODULES = join(ROOT, 'node_modules');
/** What this machine keeps for itself; not in git. */
export const LOCAL = join(ROOT, '.peaje');

/** The package.json files of the repository, relative to its root: the root's own, then the workspaces'. */
export function packageFiles() {
  const { workspaces = [] } = readJson(join(ROOT, 'package.json')) ?? {};
  const folders = workspaces.flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [pattern];
    const parent = pattern.slice(0, -2);
    return listFolder(join(ROOT, parent)).map(({ name }) => `${parent}/${name}`);
  });
  const files = ['package.json', ...folders.map((folder) => `${folder}/package.json`).sort()];
  return files.filter((file) => existsSync(join(ROOT, file)));
}

/** The entries of a folder in a fixed order; none when it does not exist. */
export function listFolder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The text of a file; null when reading fails. */
export function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** The content of a JSON file; null when reading or parsing fails. */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
