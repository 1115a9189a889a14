import type { TopologyView } from '@peaje/contracts';
import { useMemo, useState } from 'react';
import type { FeedState } from '../feed/state.js';
import { Link } from 'wouter';
import { Card } from '../parts/card.js';
import { clockText } from '../parts/clock.js';
import { SkeletonLines } from '../parts/skeleton.js';
import { useWords } from '../words/use-words.js';
import { Legend } from './mark.js';
import { PartitionRowView } from './partition-row.js';
import { rowsByTopic, spanOf, type PartitionRow } from './partition-rows.js';
import { isDeadLetterTopic } from './record-mark.js';
import { useCalmFeed } from './use-calm-feed.js';
import { FOUND } from './use-hash-target.js';

interface Props {
  readonly topology: TopologyView | undefined;
}

export function Partitions({ topology }: Props) {
  const { t } = useWords();
  const state = useCalmFeed();
  const rows = useMemo(() => rowsByTopic(state), [state]);
  return (
    <Card title={t('kafka.partitions.title')} aside={<Legend />}>
      <p className="text-xs text-ink-soft">{t('kafka.partitions.note')}</p>
      {state.reading?.state === 'reading' && state.records.length === 0 && (
        <p className="text-sm">
          {t('kafka.partitions.nothing', { time: clockText(state.reading.since) })}{' '}
          <Link to="/" className="link">
            {t('shell.toStreet')}
          </Link>
        </p>
      )}
      {state.partitions === null || !topology ? (
        <SkeletonLines lines={9} />
      ) : (
        <Topics topology={topology} rows={rows} state={state} />
      )}
    </Card>
  );
}

interface TopicsProps {
  readonly topology: TopologyView;
  readonly rows: ReadonlyMap<string, PartitionRow[]>;
  readonly state: FeedState;
}

function Topics({ topology, rows, state }: TopicsProps) {
  const { t } = useWords();
  const moves = (state.sampled?.oneIn ?? 1) === 1;
  const isRead = ({ end }: PartitionRow) => end !== null;
  const own = topology.topics.filter(({ name, personal }) => !personal && rows.has(name));
  const ofDead = [...rows].filter(([name]) => isDeadLetterTopic(name));
  const used = ofDead.filter(([, of]) => of.some(({ end }) => (end ?? 0) > 0));
  const others = [...rows].filter(
    ([name]) => !isDeadLetterTopic(name) && !own.some((topic) => topic.name === name),
  );
  return (
    <div className="flex flex-col gap-2">
      {own.map((topic) => (
        <TopicRows
          key={topic.name}
          name={topic.name}
          note={topic.cleanup === 'compact' ? t('kafka.partitions.compact') : undefined}
          keyField={topic.key}
          rows={rows.get(topic.name) ?? []}
          open={topic.cleanup === 'keep' && topic.groups.length > 0}
          moves={moves}
        />
      ))}
      {used.map(([name, of]) => (
        <TopicRows key={name} name={name} rows={of.filter(isRead)} open moves={moves} />
      ))}
      <Names title={t('kafka.partitions.dead')} topics={ofDead.filter((one) => !used.includes(one))} />
      <Names title={t('kafka.partitions.others')} topics={others} />
    </div>
  );
}

interface TopicRowsProps {
  readonly name: string;
  readonly note?: string | undefined;
  readonly keyField?: string;
  readonly rows: readonly PartitionRow[];
  readonly open: boolean;
  readonly moves: boolean;
}

function TopicRows({ name, note, keyField, rows, open, moves }: TopicRowsProps) {
  const { t } = useWords();
  const [isOpen, setOpen] = useState(open);
  const span = spanOf(rows);
  return (
    <details
      id={name}
      open={open}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
      className={FOUND}
    >
      <summary className="cursor-pointer rounded-sm py-1 text-sm hover:bg-raised">
        <span className="font-mono font-medium">{name}</span>
        <span className="ml-3 text-xs text-ink-soft">
          {keyField !== undefined && (
            <>
              {t('kafka.partitions.key')} <span className="font-mono">{keyField}</span> ·{' '}
            </>
          )}
          {t('kafka.partitions.count', { count: rows.length })}
          {note && ` · ${note}`}
        </span>
      </summary>
      <ul aria-label={t('kafka.partitions.topic', { topic: name })} className="divide-y border-y">
        {isOpen && rows.map((row) => <PartitionRowView key={row.name} row={row} span={span} moves={moves} />)}
      </ul>
    </details>
  );
}

interface NamesProps {
  readonly title: string;
  readonly topics: readonly (readonly [string, readonly PartitionRow[]])[];
}

function Names({ title, topics }: NamesProps) {
  const { t } = useWords();
  if (topics.length === 0) return null;
  return (
    <details>
      <summary className="cursor-pointer rounded-sm py-1 text-sm text-ink-soft hover:bg-raised">
        {title} <span className="figures">({topics.length})</span>
      </summary>
      <ul className="columns-1 gap-6 py-1 pl-4 text-xs text-ink-soft md:columns-2">
        {topics.map(([name, rows]) => (
          <li key={name} id={name} className="truncate">
            <span className="font-mono">{name}</span> · {t('kafka.partitions.count', { count: rows.length })}
          </li>
        ))}
      </ul>
    </details>
  );
}
