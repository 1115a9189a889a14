import type { JourneyStep, JourneyView } from '@peaje/contracts';
import { answered, aPassage, aPurchase, at } from './journey.builders.js';
import { lastWaitedFor, stopsOf, waitOf } from './stops.js';

const told = (view: JourneyView) =>
  stopsOf(view).map(({ side, sinceMs, step }) => [
    side,
    sinceMs,
    'record' in step ? `${step.step} ${step.record.topic}` : step.step,
  ]);
const without = (view: JourneyView, name: JourneyStep['step']): JourneyView => ({
  ...view,
  steps: view.steps.filter(({ step }) => step !== name),
});
/** No instance of pos remembers the answer. */
const unremembered = (view: JourneyView): JourneyView => ({
  ...view,
  steps: view.steps
    .map((step) =>
      step.step === 'caller-answered'
        ? { ...step, time: null, afterMs: null, httpStatus: null, request: null }
        : step,
    )
    .sort((a, b) => Number(a.time === null) - Number(b.time === null)),
});

describe('a till waits for the outcome', () => {
  it('left is the road to its answer, right the entries and the text; an entry stands behind its record', () => {
    expect(told(aPurchase())).toEqual([
      ['waited', 0, 'stored'],
      ['waited', 5, 'published charges.requested'],
      ['later', null, 'entered charges.requested'],
      ['waited', 12, 'decided'],
      ['waited', 20, 'outcome-published charges.decided'],
      ['later', null, 'entered charges.decided'],
      ['waited', 31, 'caller-answered'],
      ['later', 95, 'text'],
    ]);
  });

  it('waited exactly as long as pos remembers, and at least until the outcome was published otherwise', () => {
    const view = aPurchase();
    expect(waitOf(view, stopsOf(view))).toEqual({
      ...{ ms: 33, isLeast: false, steps: 5, stepsAfter: 3, wholeMs: 95 },
    });
    const forgotten = unremembered(view);
    expect(waitOf(forgotten, stopsOf(forgotten))).toMatchObject({ ms: 20, isLeast: true });
    expect(told(forgotten).map(([, , step]) => step)).toEqual(told(view).map(([, , step]) => step));
  });

  it('whose wait ended without an outcome did not wait for what came later', () => {
    const steps = aPurchase().steps.map((step) =>
      step.step === 'caller-answered'
        ? { ...step, time: at(10), afterMs: 10, httpStatus: 504, status: 'pending' }
        : step,
    );
    const waited = stopsOf(aPurchase({ steps })).filter(({ side }) => side === 'waited');
    expect(waited.map(({ step }) => step.step)).toEqual(['stored', 'published', 'caller-answered']);
  });

  it('that did not want to wait has its answer when the charge is stored', () => {
    const steps = aPurchase().steps.map((step) =>
      step.step === 'caller-answered' ? { ...step, httpStatus: 202, status: 'pending', time: at(2) } : step,
    );
    const waited = stopsOf(aPurchase({ steps })).filter(({ side }) => side === 'waited');
    expect(waited.map(({ step }) => step.step)).toEqual(['stored', 'caller-answered']);
  });
});

describe('a gate has its answer when the passage is stored', () => {
  it.each([
    ['remembered', aPassage()],
    ['not remembered', unremembered(aPassage())],
  ])('all else goes on without it; the answer is %s', (_, view) => {
    const waited = stopsOf(view).filter(({ side }) => side === 'waited');
    expect(waited.map(({ step }) => step.step)).toEqual(['stored', 'caller-answered']);
  });
});

it('the answer to a cancellation is an answer, and not that to the request', () => {
  const cancelled: JourneyStep = {
    ...(answered as Extract<JourneyStep, { step: 'caller-answered' }>),
    ...{ time: at(900), afterMs: 40, status: 'cancelled', request: 'cancellation', httpStatus: 200 },
  };
  const view = aPurchase({ steps: [cancelled, ...aPurchase().steps] });
  expect(waitOf(view, stopsOf(view))).toMatchObject({ ms: 33, steps: 5 });
  expect(stopsOf(view).at(-1)).toMatchObject({ side: 'waited', sinceMs: 900 });
});

it('without pos the time counts from the first step that has one', () => {
  expect(told(without(aPurchase(), 'stored'))[0]).toEqual(['waited', 0, 'published charges.requested']);
});

it('the wait of the caller ends at its own answer, not at that of a later cancellation', () => {
  const cancelled: JourneyStep = {
    ...{ step: 'caller-answered', by: 'pos', time: at(5_000), again: 0 },
    ...{ status: 'cancelled', afterMs: 40, httpStatus: 200, request: 'cancellation' },
  };
  const { steps } = aPurchase();
  const stops = stopsOf(aPurchase({ steps: [...steps, cancelled] }));
  expect(stops[lastWaitedFor(stops)]?.step).toEqual(answered);
});
