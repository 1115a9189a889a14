import type { FeedState } from '../feed/store.js';

/** A part of the health in words: a key of `words/shell.ts` under `health`, and what goes into it. */
export interface HealthWord {
  readonly key: string;
  readonly values: Record<string, string | number>;
  readonly bad: boolean;
}

const word = (key: string, values: Record<string, string | number> = {}, bad = false): HealthWord => ({
  key,
  values,
  bad,
});

const counted = (good: string, bad: string, all: number, broken: readonly string[]): HealthWord[] => [
  ...(all > broken.length ? [word(good, { count: all - broken.length })] : []),
  ...(broken.length > 0 ? [word(bad, { count: broken.length, names: broken.join(', ') }, true)] : []),
];

type Known = Pick<FeedState, 'connection' | 'reading' | 'brokers' | 'services'>;

/** What works first, then by name what does not. */
export const healthWords = (
  { connection, reading, brokers, services }: Known,
  timeOf: (at: number) => string,
): HealthWord[] => {
  if (connection.state === 'connecting') return [word('connecting')];
  if (connection.state === 'reconnecting')
    return [word('reconnecting', { time: timeOf(connection.since) }, true)];
  if (reading?.state === 'kafka-away') return [word('kafkaAway', {}, true)];
  if (!brokers && !services) return [word(reading?.state === 'joining' ? 'joining' : 'unknown')];
  const down = (brokers?.items ?? []).filter(({ up }) => !up).map(({ id }) => String(id));
  const notReady = (services?.items ?? [])
    .filter(({ instances }) => !instances.some(({ state }) => state === 'ready'))
    .map(({ service }) => service);
  return [
    ...counted('brokers', 'brokersDown', brokers?.items.length ?? 0, down),
    ...counted('services', 'notReady', services?.items.length ?? 0, notReady),
  ];
};
