import { nothingYet, type FeedState } from '../feed/state.js';
import { healthWords } from './health.js';

const live = { ...nothingYet(0), connection: { state: 'live', since: 0 } } as const;
const brokers = (...up: boolean[]): FeedState['brokers'] => ({
  controller: 1,
  items: up.map((isUp, at) => ({ id: at + 1, up: isUp, leads: 0, replicas: 0, inSync: 0 })),
});
const services = (states: Record<string, ('ready' | 'silent')[]>): FeedState['services'] => ({
  items: Object.entries(states).map(([service, instances]) => ({
    service,
    instances: instances.map((state) => ({ url: '', state, detail: null, groups: [] })),
  })),
});
const words = (state: Partial<FeedState>) =>
  healthWords({ ...live, ...state }, String).map(({ key, values }) => [key, values]);

describe('the health in words', () => {
  it('counts what works', () => {
    expect(
      words({ brokers: brokers(true, true, true), services: services({ pos: ['ready'], sms: ['ready'] }) }),
    ).toEqual([
      ['brokers', { count: 3 }],
      ['services', { count: 2 }],
    ]);
  });

  it('names what does not; a service with one ready instance works', () => {
    expect(
      words({
        brokers: brokers(true, false, false),
        services: services({ pos: ['ready', 'silent'], sms: ['silent'] }),
      }),
    ).toEqual([
      ['brokers', { count: 1 }],
      ['brokersDown', { count: 2, names: '2, 3' }],
      ['services', { count: 1 }],
      ['notReady', { count: 1, names: 'sms' }],
    ]);
  });

  it('says from when the page is while the stream is away', () => {
    expect(words({ connection: { state: 'reconnecting', since: 7 } })).toEqual([
      ['reconnecting', { time: '7' }],
    ]);
  });

  it('says so when it knows nothing', () => {
    expect(words({})).toEqual([['unknown', {}]]);
  });
});
