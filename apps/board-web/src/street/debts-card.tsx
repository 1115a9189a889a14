import { useQuery } from '@tanstack/react-query';
import type { DebtView } from '@peaje/contracts';
import { Ban, CircleCheck, type LucideIcon } from 'lucide-react';
import { Link } from 'wouter';
import { Amount } from '../parts/amount.js';
import { Card } from '../parts/card.js';
import { classNames } from '../parts/class-names.js';
import { clockText } from '../parts/clock.js';
import { ClockTime } from '../parts/clock-time.js';
import { EmptyState } from '../parts/empty-state.js';
import { ProblemText } from '../parts/problem-text.js';
import { Skeleton, SkeletonLines } from '../parts/skeleton.js';
import { useWords } from '../words/use-words.js';
import { cardQuery, debtsQuery, type NamedCard } from './account-queries.js';

interface StandingProps {
  readonly Icon: LucideIcon;
  readonly bad: boolean;
  readonly word: string;
}

function Standing({ Icon, bad, word }: StandingProps) {
  return (
    <span
      className={classNames(
        'inline-flex items-center gap-1 font-medium',
        bad ? 'text-declined' : 'text-approved',
      )}
    >
      <Icon size={16} aria-hidden />
      {word}
    </span>
  );
}

function CardStatus({ token, last4 }: { readonly token: string; readonly last4: string }) {
  const { t } = useWords();
  const { data, error, refetch } = useQuery(cardQuery(token));
  if (error) return <ProblemText error={error} onAgain={() => void refetch()} />;
  if (!data) return <Skeleton className="h-5 w-48" />;
  const since = data.deniedSince;
  return (
    <p role="status" className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="figures text-ink-soft">{t('street.debts.card', { last4 })}</span>
      {data.status === 'blocked' ? (
        <Standing Icon={Ban} bad word={t('street.debts.blocked')} />
      ) : (
        <Standing Icon={CircleCheck} bad={false} word={t('street.debts.active')} />
      )}
      {since && (
        <>
          <Standing Icon={Ban} bad word={t('street.debts.denied')} />
          <span className="text-ink-soft">{t('street.debts.deniedSince', { time: clockText(since) })}</span>
        </>
      )}
    </p>
  );
}

function Debt({ debt }: { readonly debt: DebtView }) {
  const { t, say } = useWords();
  const { accountId, chargeId, amount, reason, status, incurredAt } = debt;
  return (
    <li className="flex animate-appear flex-col gap-0.5 border-t py-1.5 first:border-t-0">
      <div className="flex items-baseline gap-3">
        <span className="text-xs text-ink-soft">
          <ClockTime at={incurredAt} />
        </span>
        <Link to={`/charges/${chargeId}`} className="link min-w-0 truncate">
          {accountId}
        </Link>
        <span className="ml-auto">
          <Amount {...amount} />
        </span>
      </div>
      <p className="flex justify-between gap-3 text-xs text-ink-soft">
        <span>{say(`street.reasons.${reason}`, { defaultValue: reason })}</span>
        <span className={classNames(status === 'open' && 'font-medium text-declined')}>
          {t(`street.debts.status.${status}`)}
        </span>
      </p>
    </li>
  );
}

function Debts() {
  const { t } = useWords();
  const { data, error, refetch } = useQuery(debtsQuery);
  if (error) return <ProblemText error={error} onAgain={() => void refetch()} />;
  if (!data) return <SkeletonLines lines={3} />;
  if (data.items.length === 0) return <EmptyState>{t('street.debts.empty')}</EmptyState>;
  return (
    <ul aria-label={t('street.debts.list')} className="border-t">
      {data.items.map((debt) => (
        <Debt key={debt.id} debt={debt} />
      ))}
    </ul>
  );
}

/** What the bank could not collect, and whom the toll stops for it. */
export function DebtsCard({ card: { token, last4 } }: { readonly card: NamedCard }) {
  const { t } = useWords();
  return (
    <Card title={t('street.debts.title')} className="md:col-span-full xl:col-span-1">
      <CardStatus token={token} last4={last4} />
      <Debts />
    </Card>
  );
}
