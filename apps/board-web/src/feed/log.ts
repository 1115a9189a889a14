import { brokerLines, partitionLines } from './log-cluster.js';
import { groupLines } from './log-groups.js';
import { deadLetterLines, serviceLines } from './log-services.js';
import type { FeedState, NewLine } from './state.js';

/** What two successive states differ in, in plain words. What was not known before is no news. Pure. */
export function linesOf(before: FeedState, after: FeedState): NewLine[] {
  return [
    ...connectionLines(before, after),
    ...readingLines(before, after),
    ...whenChanged(before, after, 'brokers', brokerLines),
    ...whenChanged(before, after, 'partitions', (old, now) => partitionLines(old, now, after.counters)),
    ...whenChanged(before, after, 'groups', groupLines),
    ...whenChanged(before, after, 'services', serviceLines),
    ...whenChanged(before, after, 'deadLetters', (old, now) => deadLetterLines(old, now, after.partitions)),
    ...whenChanged(before, after, 'counters', counterLines),
    ...whenChanged(before, after, 'sampled', sampleLines),
  ];
}

type Known<Part extends keyof FeedState> = NonNullable<FeedState[Part]>;

function whenChanged<Part extends keyof FeedState>(
  before: FeedState,
  after: FeedState,
  part: Part,
  lines: (old: Known<Part>, now: Known<Part>) => NewLine[],
): NewLine[] {
  const [old, now] = [before[part], after[part]];
  return old === now || old === null || now === null ? [] : lines(old as Known<Part>, now as Known<Part>);
}

function connectionLines({ connection: old }: FeedState, { connection: now }: FeedState): NewLine[] {
  if (old.state === now.state) return [];
  if (now.state === 'reconnecting')
    return [{ words: { key: 'log.connection-lost', values: {} }, to: '/log', tone: 'warn' }];
  if (now.state === 'live' && old.state === 'reconnecting')
    return [{ words: { key: 'log.connection-back', values: {} }, to: '/log', tone: 'good' }];
  return [];
}

const READING = { joining: 'plain', reading: 'good', 'kafka-away': 'bad' } as const;

function readingLines({ reading: old }: FeedState, { reading: now }: FeedState): NewLine[] {
  if (now === null || old?.state === now.state) return [];
  if (old === null && now.state !== 'kafka-away') return [];
  return [{ words: { key: `log.reading-${now.state}`, values: {} }, to: '/kafka', tone: READING[now.state] }];
}

function counterLines(old: Known<'counters'>, now: Known<'counters'>): NewLine[] {
  const { accepted, decided, lost, lostAfterSeconds: seconds } = now;
  // A board that began anew counts from nothing: it knows nothing of the charges that were open before.
  if (now.since !== old.since) return [];
  if (lost > 0 && old.lost === 0)
    return [{ words: { key: 'log.lost', values: { count: lost, seconds } }, to: '/', tone: 'bad' }];
  if (lost > 0 || old.lost === 0) return [];
  const key = accepted > decided ? 'log.none-late' : 'log.none-lost';
  return [{ words: { key, values: { accepted, decided, seconds } }, to: '/', tone: 'good' }];
}

function sampleLines(old: Known<'sampled'>, { oneIn }: Known<'sampled'>): NewLine[] {
  if (old.oneIn === oneIn) return [];
  const key = oneIn > 1 ? 'log.sampled' : 'log.not-sampled';
  return [{ words: { key, values: { oneIn } }, to: '/kafka', tone: oneIn > 1 ? 'plain' : 'good' }];
}
