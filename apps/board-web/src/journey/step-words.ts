import type { JourneyStep, JourneyView } from '@peaje/contracts';
import type { useWords } from '../words/use-words.js';

type Words = Pick<ReturnType<typeof useWords>, 't' | 'say'>;

export const callerOf = ({ charge }: JourneyView): 'shop' | 'toll' => charge?.kind ?? 'shop';

const STATUSES: ReadonlySet<string> = new Set([
  ...['requested', 'pending', 'approved', 'declined', 'cancelled', 'cancellation-requested', 'reversed'],
]);
/** A word of the contracts in the visitor's language; one that the page does not know stays as it is. */
export const statusWord = ({ say }: Words, status: string): string =>
  STATUSES.has(status) ? say(`parts.status.${status}`) : status;

/** `peaje.charge.approved.v1` → `approved` */
const shortType = (type: string): string => type.split('.').at(-2) ?? type;

/** What happened at a step, in one phrase. */
export function stepTitle(words: Words, step: JourneyStep, caller: 'shop' | 'toll'): string {
  const { t } = words;
  switch (step.step) {
    case 'stored':
      return t(`journey.step.stored.${caller}`);
    case 'published':
      return shortType(step.type) === 'cancellation-requested'
        ? t('journey.step.cancellation-requested')
        : t('journey.step.requested');
    case 'decided':
      return t('journey.step.decided', { outcome: statusWord(words, step.outcome) });
    case 'outcome-published':
      return t('journey.step.outcome', { outcome: statusWord(words, shortType(step.type)) });
    case 'caller-answered': {
      const status =
        step.status === 'pending' && (step.httpStatus ?? 202) === 202
          ? t('journey.step.accepted')
          : statusWord(words, step.status);
      if (step.request === 'cancellation') return t('journey.step.cancelled', { status });
      return t(`journey.step.answered.${caller}`, { status });
    }
    case 'entered':
      return t('journey.step.entered');
    case 'text':
      return t('journey.step.text', { template: statusWord(words, step.template) });
  }
}
