import type { TopologyView } from '@peaje/contracts';
import { useQuery } from '@tanstack/react-query';
import { Info, TriangleAlert, WifiOff, type LucideIcon } from 'lucide-react';
import { useShallow } from 'zustand/react/shallow';
import { useFeed } from '../feed/store.js';
import { read } from '../http/request.js';
import { classNames } from '../parts/class-names.js';
import { clockText } from '../parts/clock.js';
import { ProblemText } from '../parts/problem-text.js';
import { ViewTitle } from '../parts/view-title.js';
import { useWords } from '../words/use-words.js';
import { DataFlow } from './data-flow.js';
import { Groups } from './groups.js';
import { Partitions } from './partitions.js';
import { useHashTarget } from './use-hash-target.js';

export function KafkaView() {
  const { t } = useWords();
  const topology = useQuery({
    queryKey: ['topology'],
    queryFn: ({ signal }) => read<TopologyView>('/v1/topology', signal),
    staleTime: 60_000,
  });
  const known = useFeed(
    (state) => state.partitions !== null && state.groups !== null && state.brokers !== null,
  );
  const stale = useFeed(({ connection }) => connection.state === 'reconnecting');
  useHashTarget(known && topology.data !== undefined);
  return (
    <>
      <ViewTitle title={t('kafka.title')}>{t('kafka.question')}</ViewTitle>
      <WhatIsShown />
      {topology.error && <ProblemText error={topology.error} onAgain={() => void topology.refetch()} />}
      <div
        className={classNames(
          'grid items-start gap-4 transition-[filter] xl:grid-cols-[minmax(0,1fr)_26rem]',
          stale && 'grayscale',
        )}
      >
        <div className="flex min-w-0 flex-col gap-4">
          <DataFlow topology={topology.data} />
          <Partitions topology={topology.data} />
        </div>
        <Groups />
      </div>
    </>
  );
}

/** Since when, of what time and how much of it. */
function WhatIsShown() {
  const { t } = useWords();
  const { connection, reading, sampled } = useFeed(
    useShallow(({ connection, reading, sampled }) => ({ connection, reading, sampled })),
  );
  if (connection.state === 'reconnecting')
    return <Line Icon={WifiOff} bad words={t('kafka.stale', { time: clockText(connection.since) })} />;
  if (reading === null) return null;
  if (reading.state === 'kafka-away') return <Line Icon={TriangleAlert} bad words={t('kafka.away')} />;
  const words = [
    reading.state === 'joining' ? t('kafka.joining') : t('kafka.since', { time: clockText(reading.since) }),
    ...(sampled !== null && sampled.oneIn > 1 ? [t('kafka.sampled', { oneIn: sampled.oneIn })] : []),
  ];
  return <Line Icon={Info} words={words.join(' ')} />;
}

interface LineProps {
  readonly Icon: LucideIcon;
  readonly words: string;
  readonly bad?: boolean;
}

function Line({ Icon, words, bad = false }: LineProps) {
  return (
    <p
      role="status"
      className={classNames(
        'flex items-start gap-2 text-sm',
        bad ? 'font-medium text-declined' : 'text-ink-soft',
      )}
    >
      <Icon size={16} aria-hidden className="mt-0.5 shrink-0" />
      {words}
    </p>
  );
}
