import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'] as const;

const NO_BROWSER = [
  'There is no browser for the specs of the board. Install one:',
  '  Debian, Ubuntu:  apt-get install chromium',
  '  elsewhere:       npx playwright-core install chromium',
  'or name one by its path: PEAJE_BROWSER=/path/to/chrome',
].join('\n');

/** @throws when there is none, with the commands that install one */
function browserPath(env: NodeJS.ProcessEnv = process.env): string {
  const named = env['PEAJE_BROWSER'];
  if (named) {
    if (isProgram(named)) return named;
    throw new Error(
      `PEAJE_BROWSER: ${named} is no program: name a Chromium or Chrome by its path, or leave it out`,
    );
  }
  const found = NAMES.flatMap((name) =>
    (env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)),
  ).find(isProgram);
  if (found) return found;
  const own = chromium.executablePath();
  if (own && existsSync(own)) return own;
  throw new Error(NO_BROWSER);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Chromium's sandbox needs a user other than root; only pages of this repository are opened. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: browserPath(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
