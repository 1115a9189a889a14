import { eventually } from '@peaje/testing/outside';
import type { Browser } from 'playwright-core';
import { openBrowser } from './support/browser/browser.js';
import { chargeAtTheTill, phone, shop, tillAnswer } from './support/browser/street.js';
import { settledView, VIEWS } from './support/browser/views.js';
import { barriers, overflowOf, visit, type Visit } from './support/browser/visit.js';

let browser: Browser;
let visitor: Visit;

beforeAll(async () => {
  browser = await openBrowser();
  visitor = await visit(browser);
});
afterAll(async () => {
  await browser?.close();
});

describe('a visitor of the board', () => {
  let chargeId: string;

  it('charges at the till, and the answer stands where the button was', async () => {
    const { page, go } = visitor;
    await go('/');
    chargeId = await chargeAtTheTill(page);

    await tillAnswer(page).getByText('approved', { exact: true }).waitFor();
    await tillAnswer(page)
      .getByText(/^The shop waited \d+ ms\.$/)
      .waitFor();
    expect(await shop(page).getByRole('button', { name: 'Charge', exact: true }).count()).toBe(0);
  });

  it('gets the text on the telephone of the holder', async () => {
    await phone(visitor.page)
      .getByRole('listitem')
      .filter({ hasText: chargeId.slice(-6) })
      .waitFor();
  });

  it('follows the charge from its request to the text, and sees what the till waited for', async () => {
    const { page } = visitor;
    await tillAnswer(page).getByRole('link', { name: 'See its journey' }).click();
    await page.getByText('The journey is over.').waitFor();

    const stops = page.getByRole('list', { name: 'The journey of a charge' }).locator(':scope > li');
    const sides = await stops.evaluateAll((all) =>
      all.map((one) => (one as unknown as { dataset: { side: string } }).dataset.side),
    );
    expect(sides.filter((side) => side === 'waited')).toHaveLength(5);
    expect(sides.filter((side) => side === 'later')).toHaveLength(3);
    await stops.getByText(/^waited \d+ ms · HTTP 201$/).waitFor();
    expect(await stops.getByRole('link', { name: /^charges\.requested · \d · \d+$/ }).count()).toBe(1);
  });

  it('sees partitions and groups of the real Kafka', async () => {
    const { page } = visitor;
    await page.getByRole('link', { name: 'Kafka', exact: true }).click();
    const partitions = page.getByRole('list', { name: 'Partitions of charges.requested' });
    await eventually('four partitions', async () =>
      expect(await partitions.locator(':scope > li').count()).toBe(4),
    );

    for (const group of ['pos', 'debit', 'audit', 'sms'])
      await page.getByRole('table', { name: `Members of ${group}`, exact: true }).waitFor();
  });

  it.each(VIEWS.map((view) => [view.name, view] as const))(
    'meets no barrier, and nothing wider than the window: %s',
    async (_, view) => {
      const { page, go } = visitor;
      await go(view.path.replace(':id', chargeId));
      await settledView(page, view);

      expect(await barriers(page)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
    },
  );

  it('reads the same page in Spanish, and again after a reload', async () => {
    const { page, go } = visitor;
    await go('/');
    await page.getByRole('button', { name: 'Change to Spanish' }).click();
    await page.getByRole('button', { name: 'Cobrar', exact: true }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Cobrar', exact: true }).waitFor();

    expect(await page.getAttribute('html', 'lang')).toBe('es');
  });

  it('finds no error in the console', () => {
    expect(visitor.errors).toEqual([]);
  });
});
