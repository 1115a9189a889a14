import { Check, Link2 } from 'lucide-react';
import { Link, useSearchParams } from 'wouter';
import { Problem } from '../http/request.js';
import { Amount } from '../parts/amount.js';
import { Button } from '../parts/button.js';
import { EmptyState } from '../parts/empty-state.js';
import { ProblemText } from '../parts/problem-text.js';
import { ShortId } from '../parts/short-id.js';
import { Skeleton } from '../parts/skeleton.js';
import { StatusBadge, type Status } from '../parts/status-badge.js';
import { useCopy } from '../parts/use-copy.js';
import { ViewTitle } from '../parts/view-title.js';
import { useWords } from '../words/use-words.js';
import { ChooseBeside, Comparison } from './compare.js';
import { SideBySide, WholeJourney } from './journeys.js';
import { callerOf } from './step-words.js';
import { type FollowedJourney, useJourney } from './use-journey.js';

export function JourneyView({ chargeId }: { readonly chargeId: string }) {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const besideId = search.get('beside');
  const isSame = besideId?.toLowerCase() === chargeId.toLowerCase();
  const { journey, error, refetch } = useJourney(chargeId);
  const beside = useJourney(isSame ? null : besideId);
  const compareWith = (id: string | null): void =>
    setSearch((now) => {
      const next = new URLSearchParams(now);
      if (id === null) next.delete('beside');
      else next.set('beside', id);
      return next;
    });
  return (
    <>
      <Title chargeId={chargeId} journey={journey} />
      {!journey && <Without error={error} onAgain={refetch} />}
      {isSame && <p role="alert">{t('journey.beside.same')}</p>}
      {journey && !beside.journey && <WholeJourney key={chargeId} journey={journey} />}
      {journey && beside.journey && (
        <>
          <Comparison both={[journey, beside.journey]} onStop={() => compareWith(null)} />
          <SideBySide both={[journey, beside.journey]} />
        </>
      )}
      {!beside.journey && beside.error !== null && <Without error={beside.error} onAgain={beside.refetch} />}
      {journey && !beside.journey && <ChooseBeside kind={callerOf(journey.view)} onChoose={compareWith} />}
    </>
  );
}

const BADGES: ReadonlySet<string> = new Set(['pending', 'approved', 'declined', 'cancelled']);

function Title({
  chargeId,
  journey,
}: {
  readonly chargeId: string;
  readonly journey: FollowedJourney | null;
}) {
  const { t } = useWords();
  const charge = journey?.view.charge;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <ViewTitle title={t('journey.title')}>
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {charge && <span>{t(`journey.kind.${charge.kind}`)}</span>}
          {charge?.amount && (
            <strong className="font-semibold text-ink">
              <Amount {...charge.amount} />
            </strong>
          )}
          {charge && BADGES.has(charge.status) && <StatusBadge status={charge.status as Status} />}
          <ShortId id={chargeId} />
        </span>
      </ViewTitle>
      <Share />
    </div>
  );
}

function Share() {
  const { t } = useWords();
  const { may, copied, copy } = useCopy();
  if (!may) return null;
  const Icon = copied ? Check : Link2;
  return (
    <Button
      small
      title={t('journey.share.label')}
      icon={<Icon size={16} aria-hidden />}
      onClick={() => copy(location.href)}
    >
      <span aria-live="polite">{copied ? t('journey.share.copied') : t('journey.share.copy')}</span>
    </Button>
  );
}

function Without({ error, onAgain }: { readonly error: unknown; readonly onAgain: () => void }) {
  const { t } = useWords();
  if (error instanceof Problem && error.status === 404)
    return (
      <EmptyState
        action={
          <Link to="/" className="link">
            {t('shell.toStreet')}
          </Link>
        }
      >
        <strong className="block font-semibold text-ink">{t('journey.notFound')}</strong>
        <span lang="en">{error.detail}</span>
      </EmptyState>
    );
  if (error) return <ProblemText error={error} onAgain={onAgain} />;
  return <Coming />;
}

function Coming() {
  const { t } = useWords();
  return (
    <div role="status" aria-label={t('journey.loading')} className="flex flex-col gap-3">
      <Skeleton className="h-9 w-80 max-w-full" />
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className="grid grid-cols-[4.5rem_1fr] gap-3 md:grid-cols-[1fr_6rem_1fr]">
          <Skeleton className="row-start-1 h-5 md:col-start-2 md:mx-4" />
          <Skeleton
            className={row % 2 ? 'row-start-1 h-16 md:col-start-3' : 'row-start-1 h-16 md:col-start-1'}
          />
        </div>
      ))}
    </div>
  );
}
