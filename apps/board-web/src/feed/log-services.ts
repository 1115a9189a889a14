import type { FeedData } from '@peaje/contracts';
import type { NewLine } from './state.js';

type Services = FeedData<'services'>;
type Instance = Services['items'][number]['instances'][number];
type DeadLetters = FeedData<'dead-letters'>;

/** Pure. */
export function serviceLines(before: Services, after: Services): NewLine[] {
  const old = new Map(before.items.flatMap(({ instances }) => instances.map((one) => [one.url, one])));
  return after.items.flatMap(({ service, instances }) =>
    instances.flatMap((now) => {
      const was = old.get(now.url);
      return [...stateLines(service, was, now), ...waitLines(service, was, now)];
    }),
  );
}

function stateLines(service: string, was: Instance | undefined, now: Instance): NewLine[] {
  if (was?.state === now.state && was.detail === now.detail) return [];
  const to = `/kafka#service-${service}`;
  const values = { service, url: now.url };
  switch (now.state) {
    case 'ready':
      return [{ words: { key: was ? 'log.service-back' : 'log.service-new', values }, to, tone: 'good' }];
    case 'not-ready':
      return now.detail === null
        ? [{ words: { key: 'log.service-not-ready', values }, to, tone: 'bad' }]
        : [
            {
              words: { key: 'log.service-not-ready-why', values: { ...values, why: now.detail } },
              to,
              tone: 'bad',
            },
          ];
    case 'silent':
      return was === undefined ? [] : [{ words: { key: 'log.service-silent', values }, to, tone: 'bad' }];
    default:
      return now.state satisfies never;
  }
}

/** A group that retries keeps the order of its partition: what comes after waits, too. */
function waitLines(service: string, was: Instance | undefined, now: Instance): NewLine[] {
  if (was === undefined || now.state === 'silent') return [];
  const old = new Map(was.groups.map((one) => [one.group, one]));
  return now.groups.flatMap(({ group, retrying, unreadable }): NewLine[] => {
    const before = old.get(group);
    if (before === undefined) return [];
    const to = `/kafka#group-${group}`;
    const lines: NewLine[] = [];
    if (retrying > 0 && before.retrying === 0)
      lines.push({
        words: { key: 'log.group-retries', values: { group, service, count: retrying } },
        to,
        tone: 'warn',
      });
    if (retrying === 0 && before.retrying > 0)
      lines.push({
        words: { key: 'log.group-retries-no-more', values: { group, service } },
        to,
        tone: 'good',
      });
    if (unreadable > before.unreadable)
      lines.push({
        words: { key: 'log.group-unreadable', values: { group, count: unreadable } },
        to,
        tone: 'bad',
      });
    return lines;
  });
}

const TO_DEAD_LETTERS = '/kafka/dead-letters';

/** Pure. */
export function deadLetterLines(
  before: DeadLetters,
  after: DeadLetters,
  partitions: FeedData<'partitions'> | null,
): NewLine[] {
  const old = new Map(before.items.map((one) => [one.service, one]));
  return after.items.flatMap((now) => {
    const was = old.get(now.service);
    // Of a service that did not answer before, nobody knows which dead letters are new.
    if (was === undefined || !was.known || !now.known) return [];
    const seen = new Set(was.heads.map(({ id }) => id));
    // When a head is discarded, the next of its key becomes head. It is no new dead letter.
    const lines = now.heads
      .filter(({ id }) => !seen.has(id))
      .slice(0, Math.max(0, now.records - was.records))
      .map(({ topic, code }): NewLine => {
        const values = { topic: deadLetterTopic(topic, now.service, partitions), code };
        return { words: { key: 'log.dead-letter', values }, to: TO_DEAD_LETTERS, tone: 'bad' };
      });
    return [...lines, ...goneLines(now.service, was.records - now.records)];
  });
}

function goneLines(service: string, count: number): NewLine[] {
  if (count <= 0) return [];
  return [
    {
      words: { key: 'log.dead-letters-gone', values: { service, count } },
      to: TO_DEAD_LETTERS,
      tone: 'good',
    },
  ];
}

/** The feed says topic and service; the topic of dead letters is named after the group. */
function deadLetterTopic(topic: string, service: string, partitions: FeedData<'partitions'> | null): string {
  const found = partitions?.items.find(
    (one) => one.topic.startsWith(`${topic}.${service}`) && one.topic.endsWith('.dlq'),
  );
  return found?.topic ?? `${topic}.${service}.dlq`;
}
