import type { FeedData } from '@peaje/contracts';
import { useFeed } from './store.js';

const KEPT_RECORDS = 200;
const STATES = {
  reading: 'reading',
  partitions: 'partitions',
  groups: 'groups',
  brokers: 'brokers',
  services: 'services',
  'dead-letters': 'deadLetters',
  counters: 'counters',
  sampled: 'sampled',
} as const;

const connected = (state: 'live' | 'reconnecting'): void => {
  if (useFeed.getState().connection.state !== state)
    useFeed.setState({ connection: { state, since: Date.now() } });
};

/** Opens the stream. The answer closes it. */
export const connectFeed = (): (() => void) => {
  const source = new EventSource('/events');
  const on = <Data>(name: string, take: (data: Data) => void): void =>
    source.addEventListener(name, (event) => take(JSON.parse(String((event as MessageEvent).data)) as Data));
  source.addEventListener('open', () => connected('live'));
  source.addEventListener('error', () => connected('reconnecting'));
  for (const name of ['snapshot', 'resync'])
    on<FeedData<'snapshot'>>(name, ({ epoch: _epoch, at: _at, ...state }) => useFeed.setState(state));
  for (const [name, key] of Object.entries(STATES)) on(name, (data) => useFeed.setState({ [key]: data }));
  on<FeedData<'record'>>('record', (record) =>
    useFeed.setState(({ records }) => ({ records: [...records, record].slice(-KEPT_RECORDS) })),
  );
  return () => source.close();
};
