import { join } from 'node:path';
import { REPOSITORY } from '@peaje/testing/outside';
import type { Page } from 'playwright-core';

const FOLDER = join(REPOSITORY, 'docs/pictures');

/** A picture of the window for README and docs, when `PEAJE_PICTURES` is set; else nothing. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!process.env['PEAJE_PICTURES']) return;
  await page.screenshot({ path: join(FOLDER, `board-${name}.png`), animations: 'disabled' });
}
