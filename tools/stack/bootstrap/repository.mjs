import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
export const MODULES = join(ROOT, 'node_modules');
/** The files of this machine; not in git. */
export const LOCAL = join(ROOT, '.peaje');

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
