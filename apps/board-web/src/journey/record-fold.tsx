import { Braces } from 'lucide-react';
import { useId, useState } from 'react';
import type { RecordView } from '@peaje/contracts';
import { Button } from '../parts/button.js';
import { ClockTime } from '../parts/clock-time.js';
import { ProblemText } from '../parts/problem-text.js';
import { SkeletonLines } from '../parts/skeleton.js';
import { useWords } from '../words/use-words.js';
import { useRecord } from '../http/use-record.js';

/** The JSON and the headers of a record, unfolded in place. */
export function RecordFold({ place }: { readonly place: string }) {
  const { t } = useWords();
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        look="quiet"
        small
        icon={<Braces size={16} aria-hidden />}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
        className="-ml-2"
      >
        {open ? t('journey.record.hide') : t('journey.record.show')}
      </Button>
      {open && (
        <div id={id} className="animate-appear">
          <RecordContents place={place} />
        </div>
      )}
    </>
  );
}

function RecordContents({ place }: { readonly place: string }) {
  const { data, error, refetch } = useRecord(place);
  if (error) return <ProblemText error={error} onAgain={() => void refetch()} />;
  if (!data) return <SkeletonLines lines={4} />;
  return <Contents record={data} />;
}

const valueText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value, null, 2);

export function Contents({
  record,
}: {
  readonly record: Pick<RecordView, 'key' | 'recordedAt' | 'headers' | 'value' | 'masked'> & {
    readonly undecodable?: RecordView['undecodable'];
  };
}) {
  const { t } = useWords();
  const { key, recordedAt, headers, value, masked, undecodable } = record;
  return (
    <div className="flex min-w-0 flex-col gap-3 rounded-sm border bg-ground p-3 text-xs">
      <p className="flex flex-wrap gap-x-4 text-ink-soft">
        <span>
          {t('journey.record.key')} <code className="font-mono text-ink">{key ?? '∅'}</code>
        </span>
        <span>
          {t('journey.record.at')} <ClockTime at={recordedAt} ms />
        </span>
      </p>
      {undecodable && (
        <p className="text-declined">{t('journey.record.undecodable', { code: undecodable.code })}</p>
      )}
      {masked && (
        <p className="text-ink-soft">
          {t('journey.record.masked', { why: t(`journey.record.maskedWhy.${masked}`) })}
        </p>
      )}
      <Code
        title={t('journey.record.value')}
        text={value === null ? t('journey.record.noValue') : valueText(value)}
      />
      <Headers headers={headers} />
    </div>
  );
}

function Code({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 font-medium text-ink-soft">{title}</figcaption>
      {/* It scrolls, so the keyboard must reach it. */}
      <pre
        tabIndex={0}
        className="max-h-80 overflow-auto font-mono leading-5 whitespace-pre-wrap [overflow-wrap:anywhere]"
      >
        {text}
      </pre>
    </figure>
  );
}

function Headers({ headers }: { readonly headers: Readonly<Record<string, string>> }) {
  const { t } = useWords();
  const rows = Object.entries(headers);
  if (rows.length === 0) return null;
  return (
    <div>
      <p className="mb-1 font-medium text-ink-soft">{t('journey.record.headers')}</p>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 font-mono leading-5">
        {rows.map(([name, text]) => (
          <div key={name} className="contents">
            <dt className="text-ink-soft">{name}</dt>
            <dd className="[overflow-wrap:anywhere]">{text}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
