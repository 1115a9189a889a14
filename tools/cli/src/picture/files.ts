import { join } from 'node:path';
import type { Theme } from './draw.js';
import type { PictureLanguage } from './words.js';

const ROOT = join(import.meta.dirname, '../../../..');
const FOLDER = join(ROOT, 'docs/pictures');

export const RUN_FILE = join(FOLDER, 'charge.json');

export const PICTURES: readonly { language: PictureLanguage; theme: Theme; file: string }[] = (
  ['en', 'es'] as const
).flatMap((language) =>
  (['light', 'dark'] as const).map((theme) => ({
    language,
    theme,
    file: join(FOLDER, `charge.${language}.${theme}.svg`),
  })),
);
