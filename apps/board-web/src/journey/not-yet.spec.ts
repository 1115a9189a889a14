import type { JourneyView } from '@peaje/contracts';
import { aPassage, aPurchase, at, published, requested, entered, stored, text } from './journey.builders.js';
import { nextLookMs, notYet } from './not-yet.js';

const missing = (view: JourneyView) =>
  notYet(view).map((one) => (one.what === 'silent' ? `${one.what} ${one.service}` : one.what));
const pending = (changes: Partial<JourneyView> = {}): JourneyView => {
  const { charge } = aPurchase();
  return aPurchase({
    charge: { ...charge!, status: 'pending', ledger: 'open' },
    steps: [stored],
    ...changes,
  });
};

it('a settled charge waits for nothing', () => {
  expect(missing(aPurchase())).toEqual([]);
  expect(missing(aPassage())).toEqual([]);
});

it('a charge that is only stored waits for its request on Kafka, its decision and its answer', () => {
  expect(missing(pending())).toEqual(['request', 'decision', 'answer']);
  expect(missing(pending({ steps: [stored, published] }))).toEqual(['decision', 'answer', 'entry']);
  expect(missing(pending({ steps: [stored, published, entered(requested)] }))).toEqual([
    'decision',
    'answer',
  ]);
});

it('an approved charge waits for its text until the text is sent', () => {
  const steps = aPurchase().steps.filter((step) => step !== text);
  expect(missing(aPurchase({ steps }))).toEqual(['text']);
  expect(missing(aPurchase({ steps: [...steps, { ...text, status: 'intent' } as typeof text] }))).toEqual([
    'text',
  ]);
});

it('a declined purchase gets no text', () => {
  const steps = aPurchase()
    .steps.filter((step) => step !== text)
    .map((step) =>
      step.step === 'outcome-published' ? { ...step, type: 'peaje.charge.declined.v1' } : step,
    );
  const charge = { ...aPurchase().charge!, status: 'declined', ledger: 'untouched' };
  expect(missing(aPurchase({ steps, charge }))).toEqual([]);
});

it('a cancelled charge that is still debited waits for its reversal', () => {
  const charge = { ...aPurchase().charge!, status: 'cancelled', ledger: 'debited' };
  expect(missing(aPurchase({ charge }))).toEqual(['reversal']);
});

it('a key that was cancelled before its request arrived waits for nothing', () => {
  const charge = { ...aPurchase().charge!, status: 'cancelled', ledger: 'untouched', amount: null };
  expect(missing(aPurchase({ charge, steps: [stored] }))).toEqual([]);
});

it('a service that does not answer is named instead of its steps', () => {
  const steps = aPurchase().steps.filter(({ by }) => by !== 'audit' && by !== 'sms');
  expect(missing(aPurchase({ steps, silent: ['audit', 'sms'] }))).toEqual(['silent audit', 'silent sms']);
});

describe('a journey whose records Kafka does not bring', () => {
  const unread = aPurchase({
    steps: aPurchase().steps.filter(({ by }) => by !== 'kafka' && by !== 'debit' && by !== 'sms'),
    unread: [requested],
  });
  const [soon, old] = [Date.parse(at(59_000)), Date.parse(at(61_000))];

  it('misses records, and does not say that its request is not there yet', () => {
    expect(missing(unread)).toEqual(['record']);
    expect(missing({ ...unread, unread: [], silent: ['kafka'] })).toEqual(['silent kafka']);
    expect(missing({ ...pending(), silent: ['audit'] })).toEqual(['decision', 'answer', 'silent audit']);
  });

  it('is asked for again for a minute, and then no more', () => {
    expect(nextLookMs(unread, soon)).toBe(700);
    expect(nextLookMs(unread, old)).toBe(false);
    expect(nextLookMs(aPurchase(), soon)).toBe(false);
  });

  it('is asked for until everything answers', () => {
    expect(nextLookMs({ ...unread, silent: ['audit'] }, old)).toBe(4_000);
    expect(nextLookMs(pending(), old)).toBe(4_000);
  });
});
