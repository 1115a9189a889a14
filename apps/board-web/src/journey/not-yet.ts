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
  if (!has('published')) missing.push({ what: 'request' });
  if (charge?.status === 'pending' && !has('decided')) missing.push({ what: 'decision' });
  else if (charge?.status === 'cancelled' && (charge.ledger === 'open' || charge.ledger === 'debited'))
    missing.push({ what: 'reversal' });
  else if (!has('outcome-published')) missing.push({ what: 'outcome' });
  if (charge?.kind === 'shop' && charge.status === 'pending' && !answerOf(view))
    missing.push({ what: 'answer' });
  if (!silent.includes('audit') && hasUnentered(view)) missing.push({ what: 'entry' });
  if (!silent.includes('sms') && wantsText(view)) missing.push({ what: 'text' });
  if (unread.length > 0) missing.push({ what: 'record' });
  return [...missing, ...silences];
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
