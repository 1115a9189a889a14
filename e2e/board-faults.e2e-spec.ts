import { eventually } from '@peaje/testing/outside';
import type { Browser, Locator, Page } from 'playwright-core';
import { openBrowser } from './support/browser/browser.js';
import { chargeAtTheTill, tillAnswer } from './support/browser/street.js';
import { visit, type Visit } from './support/browser/visit.js';
import { settled } from './support/charges/callers.js';
import { seededCard } from './support/charges/cards.js';
import { untilInSync } from './support/faults/brokers.js';
import { eachBroker, scaleService } from './support/faults/faults.js';
import { parkPassages, passed } from './support/kafka/parked-passage.js';
import { peaje } from './support/operator.js';

const TIMEOUT_MS = 240_000;
/** The board looks at the cluster every 2 s, and at dead letters every 6 s. */
const SEEN_WITHIN_MS = 60_000;

let browser: Browser;
let visitor: Visit;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
  visitor = await visit(browser);
  page = visitor.page;
});
afterAll(() => browser?.close());

const region = (name: string): Locator => page.getByRole('region', { name, exact: true });
const seen = (locator: Locator): Promise<void> => locator.first().waitFor({ timeout: SEEN_WITHIN_MS });

describe('a dead letter', () => {
  const card = seededCard(481);
  const letter = (): Locator => page.getByRole('link', { name: card.accountId });
  const operate = async (operation: 'Redrive' | 'Discard', reason: string): Promise<void> => {
    const form = region('What can be done');
    await form.getByRole('radio', { name: operation }).check();
    await form.getByRole('textbox', { name: 'Reason' }).fill(reason);
    await form.getByRole('button', { name: 'See what would happen' }).click();
  };

  it(
    'is shown with its content, its reason and what waits behind it',
    async () => {
      await parkPassages(card);
      const waiting = await passed(card);
      await visitor.go('/kafka/dead-letters');
      await letter().filter({ hasText: '1 waits behind it' }).click({ timeout: SEEN_WITHIN_MS });

      await region('Why').getByText('fingerprint-mismatch').first().waitFor();
      await region('Content').getByText('"999"').waitFor();
      await eventually('one waits behind it', async () =>
        expect(await region('Who waits behind it').getByRole('listitem').count()).toBe(1),
      );
      await visitor.go(`/charges/${waiting.id}`);
      await seen(page.getByText('waits in debit behind another: fingerprint-mismatch'));
      await page.getByText('the decision of the bank').waitFor();
    },
    TIMEOUT_MS,
  );

  it(
    'is redriven after a dry run; the result says where it stopped',
    async () => {
      await visitor.go('/kafka/dead-letters');
      await letter().click({ timeout: SEEN_WITHIN_MS });
      const form = region('What can be done');
      await form.getByRole('button', { name: 'See what would happen' }).click();
      await form.getByText('Reason: write why, in a sentence.').waitFor();

      await operate('Redrive', 'maybe it works now');
      await form
        .getByText(`It would redrive 2 records of key ${card.accountId}. Nothing has changed.`)
        .waitFor();
      await form.getByRole('button', { name: 'Redrive now' }).click();
      await page
        .getByText(/^No record handled\. 2 stay parked\. It stopped at .+: fingerprint-mismatch\.$/)
        .waitFor();
    },
    TIMEOUT_MS,
  );

  it(
    'is discarded after a preview, and the record behind it is redriven',
    async () => {
      const form = region('What can be done');
      await operate('Discard', 'it was written by a test');
      await form.getByText(/1 is left behind it, and stays parked until it is redriven\./).waitFor();
      await form.getByRole('button', { name: 'Discard for ever' }).click();
      await page.getByText(/is discarded\. The audit keeps the reason\./).waitFor();

      await letter().filter({ hasText: 'nobody waits behind it' }).click({ timeout: SEEN_WITHIN_MS });
      await operate('Redrive', 'the way is free');
      await form
        .getByText(`It would redrive 1 record of key ${card.accountId}. Nothing has changed.`)
        .waitFor();
      await form.getByRole('button', { name: 'Redrive now' }).click();
      await page.getByText('1 record handled.').waitFor();
      await letter().waitFor({ state: 'detached', timeout: SEEN_WITHIN_MS });
    },
    TIMEOUT_MS,
  );
});

describe('a broker that stops', () => {
  it(
    'is told in words; charges go on, and nothing is lost',
    async () => {
      await visitor.go('/kafka');
      const broker = page.getByRole('listitem', { name: 'Broker 2', exact: true });
      await seen(broker.getByText('answers', { exact: true }));
      await eachBroker('stop', [2]);
      try {
        await seen(broker.getByText('does not answer'));
        // Elections and groups that share anew may have pushed the line out of the last five.
        await page.getByRole('link', { name: 'The whole log' }).click();
        await seen(page.getByText('broker 2 stopped answering'));
        await page.getByRole('link', { name: 'Street', exact: true }).click();
        const id = await chargeAtTheTill(page);
        await tillAnswer(page).getByText('approved', { exact: true }).waitFor();
        expect((await settled(id, 'shop')).ledger).toBe('debited');
        await page
          .getByRole('group', { name: 'Charges since the board reads' })
          .getByText('0 lost', { exact: true })
          .waitFor();
      } finally {
        await eachBroker('start', [2]);
      }
      await page.getByRole('link', { name: 'The whole log' }).click();
      await seen(page.getByText('broker 2 answers again'));
      await untilInSync();
    },
    TIMEOUT_MS,
  );
});

describe('a group with more members than partitions', () => {
  it(
    'is told while it shares its partitions, and the member too many receives nothing',
    async () => {
      await visitor.go('/kafka');
      const members = page.getByRole('table', { name: 'Members of debit', exact: true });
      await seen(members);
      await scaleService('debit', 5);
      try {
        await seen(members.getByText('receives nothing'));
        await page.getByRole('link', { name: 'The whole log' }).click();
        await seen(page.getByText(/group debit (shares its partitions anew|has shared its partitions)/));
        await seen(page.getByText(/member debit-\d of group debit|member debit-\d receives nothing/));
        await page.goBack();
      } finally {
        await scaleService('debit', 1);
      }
      await members.getByText('receives nothing').waitFor({ state: 'detached', timeout: SEEN_WITHIN_MS });
    },
    TIMEOUT_MS,
  );
});

describe('a board that restarts', () => {
  it(
    'is connected again by the page itself, which says so and shows what comes',
    async () => {
      await visitor.go('/');
      await seen(page.getByText(/\d+ accepted/));
      const { exitCode } = await peaje('stack', 'restart', 'board');
      expect(exitCode).toBe(0);
      await seen(page.getByText(/the page is connected to the board again|the board began anew/));
      const id = await chargeAtTheTill(page);
      await tillAnswer(page).getByRole('link', { name: 'See its journey' }).click();
      await page.getByText('The journey is over.').waitFor();
      expect(page.url()).toContain(id);
    },
    TIMEOUT_MS,
  );
});

it('the page threw no error in all of that', () => {
  expect(visitor.thrown).toEqual([]);
});
