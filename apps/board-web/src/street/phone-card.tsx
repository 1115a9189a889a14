import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useBoardAbilities } from '../http/board-abilities.js';
import { Card } from '../parts/card.js';
import { ClockTime } from '../parts/clock-time.js';
import { EmptyState } from '../parts/empty-state.js';
import { ProblemText } from '../parts/problem-text.js';
import { SkeletonLines } from '../parts/skeleton.js';
import { WhyNot } from '../parts/why-not.js';
import { useWords } from '../words/use-words.js';
import { phoneQuery, type NamedCard } from './account-queries.js';

function Texts({ accountId, language }: { readonly accountId: string; readonly language: 'es' | 'en' }) {
  const { t } = useWords();
  const { data, error, refetch } = useQuery(phoneQuery(accountId, true));
  if (error) return <ProblemText error={error} onAgain={() => void refetch()} />;
  if (!data) return <SkeletonLines lines={4} />;
  if (data.items.length === 0) return <EmptyState>{t('street.phone.empty')}</EmptyState>;
  return (
    <ul
      aria-label={t('street.phone.messages')}
      tabIndex={0}
      className="-mx-4 flex max-h-80 flex-col gap-3 overflow-y-auto px-4"
    >
      {data.items.map(({ id, text, at, chargeId }) => (
        <li key={id} className="flex max-w-[92%] animate-appear flex-col gap-1">
          <p lang={language} className="rounded-md rounded-tl-sm bg-raised px-3 py-2">
            {text}
          </p>
          <p className="flex gap-3 pl-1 text-xs text-ink-soft">
            <ClockTime at={at} />
            {chargeId && (
              <Link to={`/charges/${chargeId}`} className="link">
                {t('street.phone.journey')}
              </Link>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** The holder's phone: what the provider of texts has delivered, in the holder's language. */
export function PhoneCard({ card }: { readonly card: NamedCard }) {
  const { t } = useWords();
  const { may } = useBoardAbilities();
  const language = card.holder?.language ?? 'es';
  return (
    <Card
      title={
        card.holder ? t('street.phone.title', { name: card.holder.name }) : t('street.phone.titleUnknown')
      }
      aside={
        card.holder && (
          <span className="text-xs text-ink-soft">
            {t(language === 'es' ? 'street.phone.spanish' : 'street.phone.english')}
          </span>
        )
      }
    >
      {may.phone.allowed ? (
        <Texts accountId={card.accountId} language={language} />
      ) : (
        <WhyNot may={may.phone} />
      )}
    </Card>
  );
}
