import type { JourneyStep, PhoneView } from '@peaje/contracts';

type Item = Pick<PhoneView['items'][number], 'chargeId' | 'template' | 'text'>;

/** The newest text of each template that a telephone has for a charge. `items`: newest first. Pure. */
export function textsOf(items: readonly Item[], chargeId: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const one of items)
    if (one.chargeId === chargeId && one.template !== null && !texts.has(one.template))
      texts.set(one.template, one.text);
  return texts;
}

/** Another when the telephone may have a new text: `approved/sent cancelled/calling`. Null: no text yet. Pure. */
export function textsVersion(steps: readonly JourneyStep[]): string | null {
  const states = steps.flatMap((one) => (one.step === 'text' ? [`${one.template}/${one.status}`] : []));
  return states.length === 0 ? null : states.join(' ');
}
