import type { FeedData } from '@peaje/contracts';
import { linesOf } from './log.js';
import { knownLag } from './groups.js';
import type { Connection, FeedEvent, FeedRecord, FeedState, LogLine, NewLine } from './state.js';

const MOST_RECORDS = 200;
const MOST_LINES = 500;
/** Ten minutes: the board looks every two seconds. */
const MOST_LAGS = 300;

/** The state after an event, with the lines that it adds to the log. Pure. */
export function applyEvent(state: FeedState, event: FeedEvent, nowMs: number): FeedState {
  if (event.name === 'record') return addRecords(state, [event.data]);
  const after = withLags(state, replaced(state, event), nowMs);
  const missed = event.name === 'resync' ? [missedWords(event.data.reason)] : [];
  return withLines(after, [...missed, ...linesOf(state, after)], nowMs);
}

/** Several at once, for one render: under load there are more records than frames. Pure. */
export function addRecords(state: FeedState, records: readonly FeedRecord[]): FeedState {
  if (records.length === 0) return state;
  return { ...state, records: [...state.records, ...records].slice(-MOST_RECORDS) };
}

/** Pure. */
export function applyConnection(state: FeedState, now: Connection['state'], nowMs: number): FeedState {
  if (state.connection.state === now) return state;
  const after = { ...state, connection: { state: now, since: nowMs } };
  return withLines(after, linesOf(state, after), nowMs);
}

function replaced(state: FeedState, event: Exclude<FeedEvent, { name: 'record' }>): FeedState {
  switch (event.name) {
    case 'snapshot':
    case 'resync':
      return { ...state, ...everything(event.data) };
    case 'dead-letters':
      return { ...state, deadLetters: event.data };
    case 'reading':
    case 'partitions':
    case 'groups':
    case 'brokers':
    case 'services':
    case 'counters':
    case 'sampled':
      return { ...state, [event.name]: event.data };
    default:
      return event satisfies never;
  }
}

function withLags(before: FeedState, after: FeedState, atMs: number): FeedState {
  const { groups } = after;
  if (groups === null || groups === before.groups) return after;
  const lags = Object.fromEntries(groups.items.map((group) => [group.group, knownLag(group)]));
  return { ...after, lags: [...after.lags, { atMs, lags }].slice(-MOST_LAGS) };
}

function everything(data: FeedData<'snapshot'>): Omit<FeedState, 'connection' | 'log' | 'lags'> {
  const { reading, partitions, groups, brokers, services, deadLetters, counters, sampled } = data;
  const records = data.records.slice(-MOST_RECORDS);
  return { reading, partitions, groups, brokers, services, deadLetters, counters, sampled, records };
}

const missedWords = (reason: FeedData<'resync'>['reason']): NewLine => ({
  words: { key: `log.missed-${reason}`, values: {} },
  to: '/log',
  tone: 'warn',
});

function withLines(state: FeedState, lines: readonly NewLine[], nowMs: number): FeedState {
  if (lines.length === 0) return state;
  const next = Number(state.log.at(-1)?.id ?? 0) + 1;
  const at = new Date(nowMs).toISOString();
  const added = lines.map((line, i): LogLine => ({ id: String(next + i), at, ...line }));
  return { ...state, log: [...state.log, ...added].slice(-MOST_LINES) };
}
