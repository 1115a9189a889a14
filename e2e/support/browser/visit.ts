import { AxeBuilder } from '@axe-core/playwright';
import { urlOf } from '@peaje/testing/outside';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const WAIT_MS = 15_000;

/** A visitor with a browser of his own: his language and theme are kept nowhere else. */
export interface Visit {
  readonly page: Page;
  /** What the page has written to the console as errors, and what it threw. */
  readonly errors: readonly string[];
  /** What it threw alone: while the board is away, the browser writes each lost request to the console. */
  readonly thrown: readonly string[];
  go(path: string): Promise<void>;
  end(): Promise<void>;
}

/** A refusal (4xx) is an answer that the page shows; the browser writes each to the console all the same. */
const REFUSAL = /^Failed to load resource: the server responded with a status of 4\d\d/;

export async function visit(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({
    locale: 'en',
    viewport: { width: 1280, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !REFUSAL.test(message.text())) errors.push(message.text());
  });
  const thrown: string[] = [];
  page.on('pageerror', (error) => {
    errors.push(String(error));
    thrown.push(String(error));
  });
  return {
    page,
    errors,
    thrown,
    go: async (path) => void (await page.goto(`${urlOf('board')}${path}`)),
    end: () => context.close(),
  };
}

/** The findings of axe that shut somebody out, in a line each. */
export async function barriers(page: Page): Promise<string[]> {
  // What is just appearing has less contrast for a moment.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  await page.emulateMedia({ reducedMotion: null });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, html }) => `${id}: ${String(target)} ${html.slice(0, 120)}`),
    );
}

/** How much wider than the window the page is. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
