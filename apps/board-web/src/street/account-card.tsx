import { useQuery } from '@tanstack/react-query';
import type { PostingView } from '@peaje/contracts';
import { Link } from 'wouter';
import { Amount } from '../parts/amount.js';
import { Card } from '../parts/card.js';
import { classNames } from '../parts/class-names.js';
import { ClockTime } from '../parts/clock-time.js';
import { EmptyState } from '../parts/empty-state.js';
import { ProblemText } from '../parts/problem-text.js';
import { Skeleton, SkeletonLines } from '../parts/skeleton.js';
import { useWords } from '../words/use-words.js';
import { accountQuery, postingsQuery, type NamedCard } from './account-queries.js';

function Balance({ accountId }: { readonly accountId: string }) {
  const { t } = useWords();
  const { data, error, refetch } = useQuery(accountQuery(accountId));
  if (error) return <ProblemText error={error} onAgain={() => void refetch()} />;
  return (
    <div>
      <p className="text-xs font-medium text-ink-soft">
        {t('street.account.balance')}
        {data?.status === 'closed' && ` · ${t('street.account.closed')}`}
      </p>
      {data ? (
        <p data-testid="balance" className="text-xl font-semibold">
          <Amount {...data.balance} />
        </p>
      ) : (
        <Skeleton className="mt-1 h-8 w-40" />
      )}
    </div>
  );
}

function Posting({ posting, accountId }: { readonly posting: PostingView; readonly accountId: string }) {
  const { t } = useWords();
  const { kind, chargeId, from, amount, at } = posting;
  const out = from === accountId;
  const word = t(`street.account.kinds.${kind}`);
  return (
    <li className="flex animate-appear items-baseline gap-3 border-t py-1.5 first:border-t-0">
      <span className="text-xs text-ink-soft">
        <ClockTime at={at} />
      </span>
      {chargeId ? (
        <Link to={`/charges/${chargeId}`} className="link">
          {word}
        </Link>
      ) : (
        <span>{word}</span>
      )}
      <span className={classNames('ml-auto', !out && 'font-medium text-approved')}>
        {out ? '−' : '+'}
        <Amount {...amount} />
      </span>
    </li>
  );
}

function Postings({ accountId }: { readonly accountId: string }) {
  const { t } = useWords();
  const { data, error, refetch } = useQuery(postingsQuery(accountId));
  if (error) return <ProblemText error={error} onAgain={() => void refetch()} />;
  if (!data) return <SkeletonLines lines={5} />;
  if (data.items.length === 0) return <EmptyState>{t('street.account.empty')}</EmptyState>;
  return (
    <ul aria-label={t('street.account.postings')} className="border-t">
      {data.items.map((posting) => (
        <Posting key={posting.id} posting={posting} accountId={accountId} />
      ))}
    </ul>
  );
}

/** The holder's account at the bank. */
export function AccountCard({ card: { accountId } }: { readonly card: NamedCard }) {
  const { t } = useWords();
  return (
    <Card title={t('street.account.title', { id: accountId })}>
      <Balance accountId={accountId} />
      <Postings accountId={accountId} />
    </Card>
  );
}
