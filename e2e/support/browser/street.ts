import type { Locator, Page } from 'playwright-core';

const section = (page: Page, name: string | RegExp): Locator => page.getByRole('region', { name });

/** The street in English. */
export const shop = (page: Page): Locator => section(page, 'The shop');
export const toll = (page: Page): Locator => section(page, 'The toll');
export const phone = (page: Page): Locator => section(page, /^Phone of /);
export const tillAnswer = (page: Page): Locator => section(page, 'Answer to the charge');
export const gateAnswer = (page: Page): Locator => section(page, 'Last answer');

/** Chooses a card by its name in the list of a till or a gate. */
export async function chooseCard(
  page: Page,
  label: 'Card' | 'Card of the cars',
  card: RegExp,
): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: card }).click();
}

/** Presses *Charge*, and gives the id of the charge once the answer stands there. */
export async function chargeAtTheTill(page: Page): Promise<string> {
  await shop(page).getByRole('button', { name: 'Charge', exact: true }).click();
  return idIn(tillAnswer(page).getByRole('link', { name: 'See its journey' }));
}

/** One car passes, and the gate has its answer. */
export async function passTheGate(page: Page): Promise<string> {
  await toll(page).getByRole('button', { name: 'One car' }).click();
  return idIn(gateAnswer(page).getByRole('link', { name: 'See its journey' }));
}

async function idIn(link: Locator): Promise<string> {
  const path = await link.getAttribute('href');
  return String(path).replace('/charges/', '');
}
