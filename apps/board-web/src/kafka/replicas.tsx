import { classNames } from '../parts/class-names.js';
import { useWords } from '../words/use-words.js';
import type { PartitionRow } from './partition-rows.js';

/** A square for each replica with its broker's number: the leader is filled, what is not in sync is hollow. */
export function Replicas({ row: { leader, replicas, inSync } }: { readonly row: PartitionRow }) {
  const { t } = useWords();
  const behind = replicas.filter((id) => !inSync.includes(id));
  const words = [
    leader === null
      ? t('kafka.partitions.noLeader', { inSync: inSync.join(', ') })
      : t('kafka.partitions.leader', { leader, inSync: inSync.join(', ') }),
    ...(behind.length > 0 ? [t('kafka.partitions.behind', { brokers: behind.join(', ') })] : []),
  ].join(' ');
  return (
    <span role="img" aria-label={words} title={words} className="figures inline-flex gap-0.5 text-[11px]">
      {replicas
        .toSorted((a, b) => a - b)
        .map((id) => (
          <span
            key={id}
            aria-hidden
            className={classNames(
              'inline-flex size-4 items-center justify-center rounded-[2px] border leading-none',
              id === leader && 'border-ink bg-ink font-semibold text-ground',
              id !== leader && inSync.includes(id) && 'border-line-strong bg-raised text-ink',
              !inSync.includes(id) && 'border-dashed border-declined text-declined',
            )}
          >
            {id}
          </span>
        ))}
    </span>
  );
}
