import type { Browser, Page } from 'playwright-core';
import { openBrowser } from './support/browser/browser.js';
import {
  chargeAtTheTill,
  chooseCard,
  gateAnswer,
  passTheGate,
  shop,
  tillAnswer,
  toll,
} from './support/browser/street.js';
import { visit, type Visit } from './support/browser/visit.js';

const TIMEOUT_MS = 120_000;

let browser: Browser;
let visitor: Visit;
let page: Page;
const purchase = { id: '' };
const passage = { id: '' };

beforeAll(async () => {
  browser = await openBrowser();
  visitor = await visit(browser);
  page = visitor.page;
  await visitor.go('/');
});
afterAll(() => browser?.close());

describe('the till', () => {
  it('asks again with the same key, and nothing is charged twice; then it cancels', async () => {
    purchase.id = await chargeAtTheTill(page);
    await tillAnswer(page).getByRole('button', { name: 'Again, same key' }).click();
    await tillAnswer(page).getByText('Same key, same charge: nothing was charged twice.').waitFor();

    await tillAnswer(page).getByRole('button', { name: 'Cancel', exact: true }).click();
    await tillAnswer(page).getByText('cancelled', { exact: true }).waitFor();
    await tillAnswer(page)
      .getByText(/^The cancellation took \d+ ms\./)
      .waitFor();
  });

  it('says field, rule and way out for an amount that is none, and sends nothing', async () => {
    await tillAnswer(page).getByRole('button', { name: 'New charge' }).click();
    await page.getByLabel('Amount').fill('ten');
    await shop(page).getByRole('button', { name: 'Charge', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'Amount: digits only' }).waitFor();
    await page.getByLabel('Amount').fill('2.50');
    purchase.id = await chargeAtTheTill(page);
  });
});

describe('the toll lane', () => {
  it('has its answer before the bank decides, and the outcome comes later', async () => {
    passage.id = await passTheGate(page);
    await gateAnswer(page)
      .getByText(
        /^202 in \d+ ms\. The bank decided after \d+ ms(, when the car had left|: this page was slower)/,
      )
      .waitFor();
  });

  it(
    'sends cars at a rate',
    async () => {
      const rate = page.getByRole('slider', { name: /^Cars a minute/ });
      await rate.press('End');
      await toll(page)
        .getByText(/^[4-9] have passed/)
        .waitFor();
      await rate.press('Home');
    },
    TIMEOUT_MS,
  );

  it('refuses a prepaid card at once', async () => {
    await chooseCard(page, 'Card of the cars', /prepaid/);
    await toll(page).getByRole('button', { name: 'One car' }).click();
    await gateAnswer(page)
      .getByText(/^422 in \d+ ms\. Nothing was stored\.$/)
      .waitFor();
    await toll(page).getByText('red: stop').waitFor();
    await chooseCard(page, 'Card of the cars', /4242/);
  });

  it('stores passages while it is offline, and sends them later as one request', async () => {
    const offline = toll(page).getByRole('switch', { name: 'Offline' });
    await offline.click();
    await toll(page).getByRole('button', { name: 'One car' }).click();
    await toll(page).getByText('1 passage stored').waitFor();
    await offline.click();
    await toll(page).getByRole('button', { name: 'Send what is stored' }).click();
    await toll(page).getByText('✓ 1 accepted').waitFor();
    await toll(page).getByText('nothing stored').waitFor();
  });
});

describe('the journey', () => {
  it('is stepped through and played to its end', async () => {
    await visitor.go(`/charges/${purchase.id}`);
    await page.getByText('The journey is over.').waitFor();
    const player = page.getByRole('group', { name: 'Play the journey' });
    await player.getByRole('button', { name: 'Step' }).click();
    await player.getByText('Stop 1 of 8').waitFor();
    await player.getByRole('button', { name: 'Step' }).click();
    await player.getByText('Stop 2 of 8').waitFor();
    expect(await page.locator('li[aria-current="step"]').innerText()).toContain('The request enters Kafka');

    await player.getByText('×0.5').click();
    await player.getByRole('button', { name: 'Play', exact: true }).click();
    await player.getByRole('button', { name: 'Pause' }).click();
    await player.getByText('×4').click();
    await player.getByRole('button', { name: 'Play', exact: true }).click();
    await player.getByText('Stop 8 of 8').waitFor();
  });

  it('unfolds the JSON and the headers of a message in place, and opens its record', async () => {
    const journey = page.getByRole('list', { name: 'The journey of a charge' });
    await journey.getByRole('button', { name: 'Show JSON and headers' }).first().click();
    await journey.getByText(`"chargeId": "${purchase.id}"`).waitFor();
    await journey.getByText('peaje.charge.requested.v1').waitFor();

    await journey.getByRole('link', { name: /^charges\.requested · / }).click();
    await page.waitForURL(/\/kafka\/records\/charges\.requested/);
    await page.getByText(purchase.id).first().waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'The journey of a charge' }).waitFor();
  });

  it('is shared by its link', async () => {
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByText('Link copied').waitFor();
    const link = String(await page.evaluate('navigator.clipboard.readText()'));
    const other = await visit(browser, { locale: 'es' });
    await other.page.goto(link);
    await other.page.getByRole('heading', { level: 1, name: 'El viaje de un cobro' }).waitFor();
    await other.page.getByText('El viaje ha terminado.').waitFor();
    await other.end();
  });

  it('stands beside one of the other kind: the till waited for the outcome, the gate did not', async () => {
    await visitor.go(`/charges/${purchase.id}?beside=${passage.id}`);
    const table = page.getByRole('table', { name: 'What each waited for' });
    await table.getByText('sync: waits for the outcome').waitFor();
    await table.getByText('async: stored is enough').waitFor();
    const steps = await table
      .getByRole('row', { name: /^Steps while it waited/ })
      .getByRole('cell')
      .allInnerTexts();
    expect(steps).toEqual(['5', '2']);
    await page.getByRole('button', { name: 'Stop comparing' }).click();
    await page.getByRole('combobox', { name: 'Compare with' }).waitFor();
  });

  it('of a charge that does not exist says so', async () => {
    await visitor.go('/charges/01990000-0000-7000-8000-000000000000');
    await page.getByText('There is no journey with this id').waitFor();
  });
});

it('writes no error to the console', () => {
  expect(visitor.errors).toEqual([]);
});
