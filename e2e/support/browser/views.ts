import type { Locator, Page } from 'playwright-core';
import { shop } from './street.js';

interface View {
  readonly name: string;
  /** `:id` stands for a settled charge. */
  readonly path: string;
  /** Its heading in English. */
  readonly title: string;
  /** A part of its content that stands there only when nothing is loading any more. */
  readonly shown?: (page: Page) => Locator;
}

/** Every view of the board. */
export const VIEWS: readonly View[] = [
  {
    name: 'street',
    path: '/',
    title: 'Street',
    shown: (page) => shop(page).getByRole('button', { name: 'Charge', exact: true }),
  },
  {
    name: 'journey',
    path: '/charges/:id',
    title: 'The journey of a charge',
    shown: (page) => page.getByText('The journey is over.'),
  },
  {
    name: 'kafka',
    path: '/kafka',
    title: 'Kafka',
    shown: (page) => page.getByRole('table', { name: 'Members of debit', exact: true }),
  },
  { name: 'dead-letters', path: '/kafka/dead-letters', title: 'Dead letters' },
  { name: 'log', path: '/log', title: 'What happened' },
];

/** Returns when the view stands there with its content. */
export async function settledView(page: Page, { title, shown }: View): Promise<void> {
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  if (shown) await shown(page).waitFor();
  else await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
}
