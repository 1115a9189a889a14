import { Check, Hourglass } from 'lucide-react';
import { useFeed } from '../feed/store.js';
import { useWords } from '../words/use-words.js';
import { retryingIn } from './marks.js';
import type { Missing } from './not-yet.js';

const NONE: readonly string[] = [];

/** What the charge still waits for, and why as far as the feed says it. */
export function NotYetLine({ missing }: { readonly missing: readonly Missing[] }) {
  const { t } = useWords();
  const services = useFeed((state) => state.services);
  const isAway = useFeed(({ reading }) => reading?.state === 'kafka-away');
  if (missing.length === 0)
    return (
      <p className="flex items-center gap-2 text-xs text-ink-soft">
        <Check size={16} aria-hidden className="text-approved" />
        {t('journey.complete')}
      </p>
    );
  const retrying = services ? retryingIn(services.items) : NONE;
  return (
    <div role="status" className="flex items-start gap-2 rounded-sm bg-pending-soft px-3 py-2 text-pending">
      <Hourglass size={16} aria-hidden className="mt-0.5 shrink-0" />
      <div>
        <p>
          <strong className="font-semibold">{t('journey.notYet.title')}:</strong>{' '}
          {missing
            .map((one) =>
              one.what === 'silent' ? t('journey.notYet.silent', one) : t(`journey.notYet.${one.what}`),
            )
            .join('; ')}
          .
        </p>
        {retrying.map((service) => (
          <p key={service}>{t('journey.notYet.retrying', { service })}.</p>
        ))}
        {isAway && <p>{t('journey.notYet.kafkaAway')}.</p>}
        {missing.some(({ what }) => what !== 'record') && (
          <p className="text-xs">{t('journey.notYet.follows')}</p>
        )}
      </div>
    </div>
  );
}
