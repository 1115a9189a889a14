import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { useFeed } from '../feed/store.js';
import { Card } from '../parts/card.js';
import { classNames } from '../parts/class-names.js';
import { EmptyState } from '../parts/empty-state.js';
import { SkeletonLines } from '../parts/skeleton.js';
import { StatusBadge } from '../parts/status-badge.js';
import { ViewTitle } from '../parts/view-title.js';
import { useWords } from '../words/use-words.js';
import { OneLetter } from './one-letter.js';
import type { Progress } from './operation.js';
import { hasParked, type Parked, toBeShown } from './parked.js';
import type { Chosen } from './use-dead-letters.js';

type Head = Parked['heads'][number];
type Told = Extract<Progress, { at: 'done' }>;

export function DeadLettersView() {
  const { t } = useWords();
  const letters = useFeed((state) => state.deadLetters);
  const [search] = useSearchParams();
  const [service, id] = [search.get('service'), search.get('id')];
  const chosen = service !== null && id !== null ? { service, id } : null;
  const [told, setTold] = useState<Told | null>(null);
  const services = toBeShown(letters?.items ?? []);
  const isEmpty = letters !== null && services.length === 0;
  return (
    <>
      <ViewTitle title={t('deadLetters.title')}>{t('deadLetters.question')}</ViewTitle>
      {told && <Result told={told} />}
      {letters === null && <SkeletonLines lines={6} />}
      {isEmpty && (
        <EmptyState>
          <span className="flex items-center gap-2">
            <CircleCheck size={16} aria-hidden className="text-approved" />
            {t('deadLetters.empty')}
          </span>
        </EmptyState>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(18rem,2fr)_minmax(0,3fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          {services.map((one) => (
            <Service key={one.service} of={one} chosen={chosen} />
          ))}
        </div>
        {chosen ? (
          <OneLetter
            key={`${chosen.service} ${chosen.id}`}
            chosen={chosen}
            version={versionOf(letters?.items, chosen.service)}
            waiting={waitingBehind(letters?.items, chosen)}
            onDone={setTold}
          />
        ) : (
          services.some(hasParked) && <EmptyState>{t('deadLetters.choose')}</EmptyState>
        )}
      </div>
    </>
  );
}

const waitingBehind = (items: readonly Parked[] | undefined, { service, id }: Chosen): number | null =>
  items?.find((one) => one.service === service)?.heads.find((head) => head.id === id)?.waiting ?? null;

/** Another text when the dead letters of the service have changed. */
function versionOf(items: readonly Parked[] | undefined, service: string): string {
  const of = items?.find((one) => one.service === service);
  return of ? `${of.records} ${of.heads.map(({ id, attempts }) => `${id}/${attempts}`).join()}` : '';
}

function Result({ told: { told, tone } }: { readonly told: Told }) {
  const { say } = useWords();
  return (
    <p
      role="status"
      className={classNames(
        'animate-appear rounded-sm px-3 py-2',
        tone === 'good' ? 'bg-approved-soft text-approved' : 'bg-accent-soft text-accent',
      )}
    >
      {told.map(({ key, values }) => say(`deadLetters.act.${key}`, values)).join(' ')}
    </p>
  );
}

function Service({ of, chosen }: { readonly of: Parked; readonly chosen: Chosen | null }) {
  const { t } = useWords();
  const { service, known, keys, records, more, heads } = of;
  return (
    <Card
      title={service}
      aside={
        hasParked(of) && (
          <span className="figures text-xs text-ink-soft">
            {t('deadLetters.records', { count: records })} · {t('deadLetters.keys', { count: keys })}
            {more && ` ${t('deadLetters.more')}`}
          </span>
        )
      }
    >
      {!known && (
        <p className="text-xs text-ink-soft">
          {t(hasParked(of) ? 'deadLetters.notKnown' : 'deadLetters.neverKnown')}
        </p>
      )}
      <ul className="-mx-2 -my-2 flex flex-col">
        {heads.map((head) => (
          <HeadRow
            key={head.id}
            service={service}
            head={head}
            isChosen={chosen?.service === service && chosen.id === head.id}
          />
        ))}
      </ul>
    </Card>
  );
}

interface RowProps {
  readonly service: string;
  readonly head: Head;
  readonly isChosen: boolean;
}

function HeadRow({ service, head: { id, topic, key, code, attempts, waiting }, isChosen }: RowProps) {
  const { t } = useWords();
  return (
    <li>
      <Link
        to={`/kafka/dead-letters?service=${encodeURIComponent(service)}&id=${encodeURIComponent(id)}`}
        aria-current={isChosen ? 'true' : undefined}
        className={classNames(
          'flex flex-col gap-1 rounded-sm border-l-2 px-3 py-2 transition-colors',
          isChosen ? 'border-accent bg-accent-soft' : 'border-transparent hover:bg-raised',
        )}
      >
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <StatusBadge status="dead" word={code} />
          <code className="font-mono text-xs">{key ?? id}</code>
        </span>
        <span className="figures text-xs text-ink-soft">
          {topic} · {t('deadLetters.attempts', { count: attempts })} ·{' '}
          {t('deadLetters.waiting', { count: waiting })}
        </span>
      </Link>
    </li>
  );
}
