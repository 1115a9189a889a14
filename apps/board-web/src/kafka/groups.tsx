import { Users } from 'lucide-react';
import { isRebalancing, knownLag } from '../feed/groups.js';
import { useFeed } from '../feed/store.js';
import type { Group } from '../feed/state.js';
import { Card } from '../parts/card.js';
import { classNames } from '../parts/class-names.js';
import { SkeletonLines } from '../parts/skeleton.js';
import { useWords } from '../words/use-words.js';
import { LagChart } from './lag-chart.js';
import { sharesOf } from './partition-rows.js';
import { FOUND } from './use-hash-target.js';

export function Groups() {
  const { t } = useWords();
  const groups = useFeed((state) => state.groups);
  return (
    <Card title={t('kafka.groups.title')}>
      {groups === null ? (
        <SkeletonLines lines={9} />
      ) : (
        <ul
          aria-label={t('kafka.groups.title')}
          className="grid gap-x-6 gap-y-5 md:grid-cols-2 xl:grid-cols-1"
        >
          {groups.items.map((group) => (
            <GroupView key={group.group} group={group} />
          ))}
        </ul>
      )}
    </Card>
  );
}

const STATES = ['Stable', 'PreparingRebalance', 'CompletingRebalance', 'Empty', 'Dead'] as const;

function GroupView({ group }: { readonly group: Group }) {
  const { t } = useWords();
  const lag = knownLag(group);
  const known = STATES.find((state) => state === group.state);
  const waits = isRebalancing(group);
  const isEmpty = group.members.length === 0;
  return (
    <li
      id={`group-${group.group}`}
      aria-label={group.group}
      className={classNames('flex min-w-0 flex-col gap-1.5', FOUND)}
    >
      <div className="flex flex-wrap items-baseline gap-x-2">
        <h3 className="flex items-center gap-2 text-sm font-semibold">
          <Users size={16} aria-hidden className="text-ink-soft" />
          {group.group}
        </h3>
        <span className="text-xs text-ink-soft">{t('kafka.groups.of', { service: group.service })}</span>
        <span
          className={classNames(
            'rounded-sm px-1.5 text-xs leading-5',
            waits || isEmpty ? 'bg-declined-soft font-medium text-declined' : 'bg-raised text-ink-soft',
          )}
        >
          {known ? t(`kafka.groups.state.${known}`) : group.state}
        </span>
        <span
          className="figures ml-auto text-sm"
          title={group.lag === null ? t('kafka.groups.partly') : undefined}
        >
          {t('kafka.groups.lag')} <span className="font-semibold">{lag}</span>
        </span>
      </div>
      <LagChart group={group.group} lag={lag} />
      {waits && (
        <p role="status" className="text-xs text-declined">
          {t('kafka.groups.rebalancing')}
        </p>
      )}
      {isEmpty ? (
        <p className="text-xs text-declined">{t('kafka.groups.nobody')}</p>
      ) : (
        <Members group={group} waits={waits} />
      )}
    </li>
  );
}

function Members({ group, waits }: { readonly group: Group; readonly waits: boolean }) {
  const { t } = useWords();
  return (
    <table className={classNames('w-full table-fixed text-left text-xs', waits && 'text-ink-soft')}>
      <caption className="sr-only">{t('kafka.groups.members', { group: group.group })}</caption>
      <thead className="text-ink-soft">
        <tr>
          <th scope="col" className="w-20 py-0.5 font-normal">
            {t('kafka.groups.member')}
          </th>
          <th scope="col" className="font-normal">
            {t('kafka.groups.owns')}
          </th>
          <th scope="col" className="w-14 text-right font-normal">
            {t('kafka.groups.lag')}
          </th>
        </tr>
      </thead>
      <tbody>
        {group.members.map(({ id, client, idle, partitions }) => (
          <tr key={id} className="border-t align-top">
            <th scope="row" className="py-1 font-medium break-words" title={id}>
              {client}
            </th>
            <td className="py-1">
              {idle ? (
                <span className="rounded-sm bg-cancelled-soft px-1.5 leading-5 font-medium text-cancelled">
                  ∅ {t('kafka.groups.idle')}
                </span>
              ) : (
                <ul>
                  {sharesOf(partitions).map(({ topic, numbers }) => (
                    <li key={topic} className="flex flex-wrap gap-x-2">
                      <span className="font-mono text-[11px] break-all">{topic}</span>
                      <span className="figures ml-auto whitespace-nowrap">{numbers}</span>
                    </li>
                  ))}
                </ul>
              )}
            </td>
            <td className="figures py-1 text-right">{idle ? '–' : lagOf(group, id)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const lagOf = ({ partitions }: Group, member: string): number =>
  knownLag({ partitions: partitions.filter((one) => one.member === member) });
