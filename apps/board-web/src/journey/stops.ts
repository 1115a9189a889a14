import type { JourneyStep, JourneyView } from '@peaje/contracts';

type StepOf<Name extends JourneyStep['step']> = Extract<JourneyStep, { step: Name }>;
export type Answer = StepOf<'caller-answered'>;

/** A step of a journey in its place: what the caller waited for, or what went on without him. */
export interface Stop {
  readonly id: string;
  readonly side: 'waited' | 'later';
  /** Since the request, by the clock of the place that knows the step. Null: no place keeps its time. */
  readonly sinceMs: number | null;
  readonly step: JourneyStep;
}

/** The order in which steps of one moment must have happened. */
const RANK: Readonly<Record<JourneyStep['step'], number>> = {
  stored: 0,
  published: 1,
  decided: 2,
  'outcome-published': 3,
  entered: 4,
  'caller-answered': 5,
  text: 6,
};
const LAST = Number.MAX_SAFE_INTEGER;

/** The stops in the order in which they happened. Pure. */
export function stopsOf(view: JourneyView): Stop[] {
  const startMs = startOf(view);
  const waited = waitedFor(view);
  const inOrder = view.steps
    .map((step) => ({ step, momentMs: momentOf(step, view) }))
    .sort((a, b) => a.momentMs - b.momentMs || RANK[a.step.step] - RANK[b.step.step]);
  return inOrder.map(({ step }, n) => ({
    id: `${n}-${step.step}`,
    side: waited.has(step) ? 'waited' : 'later',
    sinceMs: step.time === null || startMs === null ? null : Date.parse(step.time) - startMs,
    step,
  }));
}

/** The request reached pos when its row was stored; without pos, the first step that has a time. */
function startOf({ steps }: JourneyView): number | null {
  const stored = steps.find(({ step, time }) => step === 'stored' && time !== null);
  const first = stored ?? steps.find(({ time }) => time !== null);
  return first?.time ? Date.parse(first.time) : null;
}

/** An entry stands behind its record, and an answer whose time is not kept behind what the caller waited for. */
function momentOf(step: JourneyStep, view: JourneyView): number {
  const parsed = step.time === null ? NaN : Date.parse(step.time);
  if (Number.isFinite(parsed)) return parsed;
  if (step.step === 'entered') return timeOf(recordStepAt(view, step.record));
  if (step.step === 'caller-answered')
    return timeOf(
      view.steps.find((one) => one.step === (isAnsweredAtOnce(view) ? 'stored' : 'outcome-published')),
    );
  return LAST;
}

const timeOf = (step: JourneyStep | undefined): number => (step?.time ? Date.parse(step.time) : LAST);

type Place = StepOf<'entered'>['record'];
export const placeText = ({ topic, partition, offset }: Place): string => `${topic}:${partition}:${offset}`;

const recordStepAt = (
  { steps }: JourneyView,
  place: Place,
): StepOf<'published' | 'outcome-published'> | undefined =>
  steps.find(
    (one): one is StepOf<'published' | 'outcome-published'> =>
      (one.step === 'published' || one.step === 'outcome-published') &&
      placeText(one.record) === placeText(place),
  );

/** The answer to the request of the charge; those to cancellations are others. */
export const answerOf = ({ steps }: JourneyView): Answer | undefined =>
  steps.find((one): one is Answer => one.step === 'caller-answered' && one.request !== 'cancellation');

/** A gate, and a till that does not wait, have their answer as soon as the request is stored. */
export function isAnsweredAtOnce(view: JourneyView): boolean {
  const answer = answerOf(view);
  return answer?.httpStatus == null ? view.charge?.kind === 'toll' : answer.httpStatus === 202;
}

function waitedFor(view: JourneyView): ReadonlySet<JourneyStep> {
  const answers = view.steps.filter(({ step }) => step === 'caller-answered');
  const firstOf = (name: JourneyStep['step']) => view.steps.filter(({ step }) => step === name).slice(0, 1);
  if (isAnsweredAtOnce(view)) return new Set([...answers, ...firstOf('stored')]);
  const road = (['stored', 'published', 'decided', 'outcome-published'] as const).flatMap(firstOf);
  const answeredAt = answerOf(view)?.time ?? null;
  const inTime = road.filter(({ time }) => answeredAt === null || time === null || time <= answeredAt);
  return new Set([...answers, ...inTime]);
}

/** How long the caller waited, and how much of the journey that was. */
export interface Wait {
  /** Null: not known. */
  readonly ms: number | null;
  /** The time of the answer is not kept: it was not before the last thing that the caller waited for. */
  readonly isLeast: boolean;
  readonly steps: number;
  readonly stepsAfter: number;
  readonly wholeMs: number | null;
}

/** Pure. */
export function waitOf(view: JourneyView, stops: readonly Stop[]): Wait {
  const waited = stops.filter(({ side, step }) => side === 'waited' && !isOfCancellation(step));
  const answer = answerOf(view);
  const known = answer?.afterMs ?? null;
  const times = (list: readonly Stop[]) => list.flatMap(({ sinceMs }) => (sinceMs === null ? [] : [sinceMs]));
  const least = times(waited);
  const all = times(stops);
  return {
    ms: known ?? (least.length > 0 ? Math.max(...least) : null),
    isLeast: known === null,
    steps: waited.length,
    stepsAfter: stops.length - waited.length,
    wholeMs: all.length > 0 ? Math.max(...all) : null,
  };
}

/** The last stop that the caller of the charge waited for; answers to cancellations come later. Pure. */
export const lastWaitedFor = (stops: readonly Stop[]): number =>
  stops.findLastIndex(({ side, step }) => side === 'waited' && !isOfCancellation(step));

const isOfCancellation = (step: JourneyStep): boolean =>
  step.step === 'caller-answered' && step.request === 'cancellation';
