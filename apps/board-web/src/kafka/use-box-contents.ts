import type { TopologyView } from '@peaje/contracts';
import { useCallback } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { isRebalancing, knownLag } from '../feed/groups.js';
import { useFeed } from '../feed/store.js';
import { useWords } from '../words/use-words.js';
import type { BoxContents } from './flow-box.js';
import type { FlowKind } from './flow-layout.js';

const named = (names: readonly string[], nobody: string) => (names.length > 0 ? names.join(', ') : nobody);

/** What stands in a box of the data flow now. */
export function useBoxContents(topology: TopologyView): (kind: FlowKind, name: string) => BoxContents {
  const { t } = useWords();
  const { partitions, groups, services } = useFeed(
    useShallow(({ partitions, groups, services }) => ({ partitions, groups, services })),
  );

  return useCallback(
    (kind, name) => {
      switch (kind) {
        case 'writer': {
          const { writes = [] } = topology.services.find((one) => one.name === name) ?? {};
          const { instances = [] } = services?.items.find(({ service }) => service === name) ?? {};
          const down = instances.length > 0 && instances.every(({ state }) => state !== 'ready');
          const note = down
            ? `▲ ${t('kafka.flow.notReady')}`
            : instances.length > 0
              ? t('kafka.flow.instances', { count: instances.length })
              : t('kafka.flow.writer');
          const label = t('kafka.flow.ofWriter', { service: name, topics: writes.join(', ') });
          return { kind, name, note, label, tone: down ? 'bad' : 'plain', to: `/kafka#${writes[0] ?? ''}` };
        }
        case 'topic': {
          const topic = topology.topics.find((one) => one.name === name);
          const ends = (partitions?.items ?? []).flatMap((one) =>
            one.topic === name && one.end !== null ? [Number(one.end)] : [],
          );
          const count = ends.reduce((sum, end) => sum + end, 0);
          const note = topic?.personal
            ? t('kafka.flow.personal')
            : ends.length > 0
              ? t('kafka.flow.records', { count })
              : '…';
          const label = t('kafka.flow.ofTopic', {
            topic: name,
            writers: named(topic?.writers ?? [], t('kafka.flow.nobody')),
            groups: named(topic?.groups ?? [], t('kafka.flow.nobody')),
          });
          return { kind, name, note, label, tone: 'plain', to: `/kafka#${name}` };
        }
        case 'group': {
          const { service = name, topics = [] } = topology.groups.find((one) => one.name === name) ?? {};
          const group = groups?.items.find((one) => one.group === name);
          const label = t('kafka.flow.ofGroup', { group: name, service, topics: topics.join(', ') });
          const to = `/kafka#group-${name}`;
          if (group === undefined) return { kind, name, note: '…', label, tone: 'plain', to };
          if (group.members.length === 0)
            return { kind, name, note: `▲ ${t('kafka.groups.state.Empty')}`, label, tone: 'bad', to };
          if (isRebalancing(group))
            return { kind, name, note: t('kafka.partitions.rebalancing'), label, tone: 'waits', to };
          const note = t('kafka.partitions.lag', { count: knownLag(group) });
          return { kind, name, note, label, tone: 'plain', to };
        }
        default:
          return kind satisfies never;
      }
    },
    [topology, partitions, groups, services, t],
  );
}
