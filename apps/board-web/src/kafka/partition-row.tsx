import { List } from 'lucide-react';
import { useId, useState } from 'react';
import { useFeed } from '../feed/store.js';
import { ClockTime } from '../parts/clock-time.js';
import { clockText } from '../parts/clock.js';
import { RecordLink } from '../parts/record-link.js';
import { useWords } from '../words/use-words.js';
import { MarkIcon } from './mark.js';
import type { PartitionRow } from './partition-rows.js';
import { markOf } from './record-mark.js';
import { RecordStrip } from './record-strip.js';
import { Replicas } from './replicas.js';
import { FOUND } from './use-hash-target.js';
import { useSeen } from './use-seen.js';
import { useWidth } from './use-width.js';

interface Props {
  readonly row: PartitionRow;
  readonly span: number;
  readonly moves: boolean;
}

export function PartitionRowView({ row, span, moves }: Props) {
  const { t } = useWords();
  const [listed, setListed] = useState(false);
  const [width, measure] = useWidth();
  const [isSeen, watch] = useSeen();
  const listId = useId();
  const { topic, partition, name, end } = row;
  return (
    <li ref={watch} id={name} aria-label={t('kafka.partitions.row', { topic, partition })} className={FOUND}>
      <div className="flex flex-wrap items-start gap-x-3 gap-y-1 py-1.5 sm:flex-nowrap">
        <div className="flex w-full items-center gap-2 sm:w-44 sm:shrink-0 sm:flex-wrap">
          <span
            className="figures w-4 text-right font-mono text-xs"
            title={t('kafka.partitions.name', { partition })}
          >
            {partition}
          </span>
          <Replicas row={row} />
          <button
            type="button"
            aria-expanded={listed}
            aria-controls={listId}
            aria-label={`${t('kafka.partitions.list')}: ${t('kafka.partitions.listOf', { topic, partition })}`}
            onClick={() => setListed(!listed)}
            className="ml-auto inline-flex items-center gap-1 rounded-sm px-1 text-xs text-accent hover:bg-accent-soft"
          >
            <List size={12} aria-hidden />
            {t('kafka.partitions.list')}
          </button>
          <span className="figures w-24 text-right text-xs whitespace-nowrap text-ink-soft sm:w-full sm:pl-6 sm:text-left">
            {end !== null && end > 0 && t('kafka.partitions.end', { end })}
          </span>
        </div>
        <div ref={measure} className="min-w-0 flex-1 basis-full overflow-hidden sm:basis-0">
          {end !== null && end > 0 && width > 0 ? (
            <RecordStrip row={{ ...row, end }} width={width} span={span} moves={moves} isSeen={isSeen} />
          ) : (
            <span className="block py-0.5 text-right text-xs text-ink-soft">
              {t('kafka.partitions.empty')}
            </span>
          )}
        </div>
      </div>
      {listed && <RecordList id={listId} row={row} />}
      <p className="sr-only">
        {row.carets
          .map(({ group, lag, rebalancing }) =>
            rebalancing
              ? t('kafka.partitions.waits', { group })
              : t('kafka.partitions.reads', { group, count: lag ?? 0 }),
          )
          .join('; ')}
      </p>
    </li>
  );
}

const LISTED = 12;

/** The same records for the keyboard and a screen reader, newest first. */
function RecordList({ id, row }: { readonly id: string; readonly row: PartitionRow }) {
  const { t } = useWords();
  const since = useFeed((state) => state.reading?.since ?? '');
  const { topic, partition, end } = row;
  if (row.records.length === 0)
    return (
      <div id={id} className="flex flex-wrap items-center gap-2 pb-2 text-xs text-ink-soft sm:pl-47">
        {t('kafka.partitions.noRecords', { time: clockText(since) })}
        {end !== null && end > 0 && (
          <RecordLink topic={topic} partition={partition} offset={String(end - 1)} />
        )}
      </div>
    );
  return (
    <ol
      id={id}
      aria-label={t('kafka.partitions.listOf', { topic, partition })}
      className="flex flex-col gap-1 pb-2 text-xs sm:pl-47"
    >
      {row.records
        .slice(-LISTED)
        .toReversed()
        .map((record) => {
          const mark = markOf(record);
          return (
            <li key={record.offset} className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <RecordLink topic={topic} partition={partition} offset={record.offset} />
              <span className="flex items-center gap-1.5">
                <MarkIcon mark={mark} />
                {mark === 'other' ? (record.type ?? t('kafka.partitions.other')) : t(`parts.status.${mark}`)}
              </span>
              <span className="text-ink-soft">
                <ClockTime at={record.recordedAt} ms />
              </span>
            </li>
          );
        })}
    </ol>
  );
}
