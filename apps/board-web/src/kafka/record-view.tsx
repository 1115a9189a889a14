import type { RecordView as RecordContents } from '@peaje/contracts';
import { ChevronLeft, ChevronRight, EyeOff, Route, Skull, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useRecord } from '../http/use-record.js';
import { Card } from '../parts/card.js';
import { ClockTime } from '../parts/clock-time.js';
import { EmptyState } from '../parts/empty-state.js';
import { ProblemText } from '../parts/problem-text.js';
import { SkeletonLines } from '../parts/skeleton.js';
import { ViewTitle } from '../parts/view-title.js';
import { useWords } from '../words/use-words.js';
import { chargeIn, neighbour, pathOfRecord, placeOf, type RecordPlace } from './record-id.js';

/** `id`: `topic:partition:offset`. */
export function RecordView({ id }: { readonly id: string }) {
  const { t } = useWords();
  const place = placeOf(id);
  return (
    <>
      <ViewTitle title={t('kafka.record.title')}>
        <code className="font-mono break-all">{id}</code>
      </ViewTitle>
      {place === null ? (
        <EmptyState action={<Back />}>{t('kafka.record.bad')}</EmptyState>
      ) : (
        <Opened id={id} place={place} />
      )}
    </>
  );
}

function Back() {
  const { t } = useWords();
  return (
    <Link to="/kafka" className="link">
      {t('kafka.record.back')}
    </Link>
  );
}

function Opened({ id, place }: { readonly id: string; readonly place: RecordPlace }) {
  const record = useRecord(id);
  return (
    <>
      <Neighbours place={place} />
      {record.error && <ProblemText error={record.error} onAgain={() => void record.refetch()} />}
      {record.isPending && <SkeletonLines lines={9} />}
      {record.data && <Contents record={record.data} />}
    </>
  );
}

const STEP = 'inline-flex min-h-7 items-center gap-1 text-sm link';

function Neighbours({ place }: { readonly place: RecordPlace }) {
  const { t } = useWords();
  const older = neighbour(place, -1);
  const newer = neighbour(place, 1);
  return (
    <nav aria-label={t('kafka.record.title')} className="flex flex-wrap items-center gap-x-4">
      <Link to={`/kafka#${place.topic}-${place.partition}`} className={STEP}>
        {place.topic} · {place.partition}
      </Link>
      {older && (
        <Link to={pathOfRecord(older)} className={STEP}>
          <ChevronLeft size={16} aria-hidden />
          {t('kafka.record.older')}
        </Link>
      )}
      {newer && (
        <Link to={pathOfRecord(newer)} className={STEP}>
          {t('kafka.record.newer')}
          <ChevronRight size={16} aria-hidden />
        </Link>
      )}
    </nav>
  );
}

function Contents({ record }: { readonly record: RecordContents }) {
  const { t } = useWords();
  const { undecodable, masked, value } = record;
  const chargeId = chargeIn(value);
  return (
    <>
      {undecodable && (
        <Notice Icon={Skull} look="border-l-dead text-dead">
          <span className="font-medium">{t('kafka.record.undecodable')}:</span>{' '}
          <code className="font-mono">{undecodable.code}</code>
          <span lang="en" className="block text-ink">
            {undecodable.reason}
          </span>
        </Notice>
      )}
      {masked && (
        <Notice Icon={EyeOff} look="border-l-line-strong text-ink">
          {t(`kafka.record.masked.${masked}`)}
        </Notice>
      )}
      {chargeId !== null && (
        <Link
          to={`/charges/${encodeURIComponent(chargeId)}`}
          className="link inline-flex items-center gap-2 self-start"
        >
          <Route size={16} aria-hidden />
          {t('kafka.record.journey')}
        </Link>
      )}
      <div className="grid items-start gap-4 md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          <Place record={record} />
          <Headers headers={record.headers} />
        </div>
        <Card title={t('kafka.record.contents')}>
          {value === null ? (
            <p className="text-ink-soft">{t('kafka.record.tombstone')}</p>
          ) : (
            <pre tabIndex={0} className="overflow-x-auto font-mono text-xs leading-5">
              {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
            </pre>
          )}
        </Card>
      </div>
    </>
  );
}

interface NoticeProps {
  readonly Icon: LucideIcon;
  readonly look: string;
  readonly children: ReactNode;
}

const Notice = ({ Icon, look, children }: NoticeProps) => (
  <div className={`flex max-w-prose items-start gap-2 border-l-2 pl-3 ${look}`}>
    <Icon size={16} aria-hidden className="mt-0.5 shrink-0" />
    <p>{children}</p>
  </div>
);

function Place({ record }: { readonly record: RecordContents }) {
  const { t } = useWords();
  const { topic, partition, offset, key, type, recordedAt } = record;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('kafka.record.topic'), topic],
    [t('kafka.record.partition'), partition],
    [t('kafka.record.offset'), offset],
    [t('kafka.record.key'), key ?? <Missing>{t('kafka.record.noKey')}</Missing>],
    [t('kafka.record.type'), type ?? <Missing>{t('kafka.record.noType')}</Missing>],
    [t('kafka.record.time'), <ClockTime key="time" at={recordedAt} ms />],
  ];
  return (
    <Card title={t('kafka.record.place')}>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="max-w-28 text-ink-soft">{name}</dt>
            <dd className="figures font-mono text-[13px] break-all">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

const Missing = ({ children }: { readonly children: ReactNode }) => (
  <span className="font-sans text-ink-soft">{children}</span>
);

function Headers({ headers }: Pick<RecordContents, 'headers'>) {
  const { t } = useWords();
  const all = Object.entries(headers);
  return (
    <Card title={t('kafka.record.headers')}>
      {all.length === 0 ? (
        <p className="text-ink-soft">{t('kafka.record.noHeaders')}</p>
      ) : (
        <table className="w-full table-fixed text-left font-mono text-xs">
          <thead className="sr-only">
            <tr>
              <th scope="col">{t('kafka.record.header')}</th>
              <th scope="col">{t('kafka.record.value')}</th>
            </tr>
          </thead>
          <tbody className="divide-y">
            {all.map(([name, value]) => (
              <tr key={name} className="align-top">
                <th scope="row" className="w-2/5 py-1 pr-3 font-normal break-all text-ink-soft">
                  {name}
                </th>
                <td className="py-1 break-all">{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
