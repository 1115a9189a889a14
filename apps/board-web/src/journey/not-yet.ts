import type { JourneyStep, JourneyView } from '@peaje/contracts';
import { answerOf, placeText } from './stops.js';

/** What a charge still waits for. `silent`: a service that does not answer, whose steps may be missing. */
export type Missing =
  | {
      readonly what: 'request' | 'decision' | 'reversal' | 'outcome' | 'answer' | 'entry' | 'text' | 'record';
    }
  | { readonly what: 'silent'; readonly service: string };

/** sms sends a text for an approved or a reversed charge, and for a declined passage. */
const TEXTS: Readonly<Record<string, string>> = {
  'peaje.charge.approved.v1': 'approved',
  'peaje.charge.reversed.v1': 'reversed',
  'peaje.charge.declined.v1': 'declined',
};
const NOT_SENT: ReadonlySet<string> = new Set(['intent', 'calling']);

/** The steps that are still to come, in their order. A settled charge waits for none. Pure. */
export function notYet(view: JourneyView): Missing[] {
  const { charge, steps, silent, unread } = view;
  const has = (name: JourneyStep['step']): boolean => steps.some(({ step }) => step === name);
  const silences = silent.map((service) => ({ what: 'silent', service }) as const);
  // A key that was cancelled before its request arrived has no amount, and no record.
  if (charge && charge.amount === null && charge.status === 'cancelled') return silences;
  const missing: Missing[] = [];
  // Then a record may be on Kafka though its step is not here.
  const isUnread = unread.length > 0 || silent.includes('kafka') || silent.includes('audit');
  if (!isUnread && !has('published')) missing.push({ what: 'request' });
  if (charge?.status === 'pending' && !has('decided')) missing.push({ what: 'decision' });
  else if (charge?.status === 'cancelled' && (charge.ledger === 'open' || charge.ledger === 'debited'))
    missing.push({ what: 'reversal' });
  else if (!isUnread && !has('outcome-published')) missing.push({ what: 'outcome' });
  if (charge?.kind === 'shop' && charge.status === 'pending' && !answerOf(view))
    missing.push({ what: 'answer' });
  if (!silent.includes('audit') && hasUnentered(view)) missing.push({ what: 'entry' });
  if (!silent.includes('sms') && wantsText(view)) missing.push({ what: 'text' });
  if (unread.length > 0) missing.push({ what: 'record' });
  return [...missing, ...silences];
}

const SOON_MS = 700;
const LATER_MS = 4_000;
/** A charge that has been open for longer waits for people, not for milliseconds. */
const SOON_FOR_MS = 60_000;

/** When to ask for the journey again. A record that has not come for so long is deleted. Pure. */
export function nextLookMs(view: JourneyView, nowMs: number): number | false {
  const missing = notYet(view);
  if (missing.length === 0) return false;
  const { time } = view.steps[0] ?? { time: null };
  if (time !== null && nowMs - Date.parse(time) < SOON_FOR_MS) return SOON_MS;
  return missing.every(({ what }) => what === 'record') ? false : LATER_MS;
}

function hasUnentered({ steps }: JourneyView): boolean {
  const entered = new Set(steps.flatMap((one) => (one.step === 'entered' ? [placeText(one.record)] : [])));
  return steps.some(
    (one) =>
      (one.step === 'published' || one.step === 'outcome-published') && !entered.has(placeText(one.record)),
  );
}

function wantsText({ charge, steps }: JourneyView): boolean {
  const wanted = steps.flatMap((one) => {
    const template = one.step === 'outcome-published' ? TEXTS[one.type] : undefined;
    return template && (template !== 'declined' || charge?.kind === 'toll') ? [template] : [];
  });
  return wanted.some(
    (template) =>
      !steps.some((one) => one.step === 'text' && one.template === template && !NOT_SENT.has(one.status)),
  );
}
