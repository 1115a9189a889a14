import { jest } from '@jest/globals';
import { MAX_MESSAGES, Messages } from './messages.js';

const accept = (messages: Messages, to: string, body: string, changes = {}) =>
  messages.accept({ accountSid: 'AC0', from: '+34900000000', to, body, ...changes });

const bodies = (messages: Messages, ...list: Parameters<Messages['list']>) =>
  messages.list(...list).messages.map(({ body }) => body);

describe('Messages', () => {
  afterEach(() => jest.useRealTimers());

  it('lists the messages of a recipient without a look at the others', () => {
    const messages = new Messages();
    accept(messages, '+1', 'a');
    accept(messages, '+2', 'b');
    accept(messages, '+1', 'c');
    expect(bodies(messages, { to: '+1' })).toEqual(['c', 'a']);
    expect(bodies(messages, { to: '+3' })).toEqual([]);
    expect(bodies(messages)).toEqual(['c', 'b', 'a']);
  });

  it('lists by every filter of a client, together, and in parts', () => {
    jest.useFakeTimers({ doNotFake: ['nextTick'] });
    const messages = new Messages();
    const on = (day: number, body: string, changes = {}) => {
      jest.setSystemTime(Date.UTC(2026, 10, day, 12));
      accept(messages, '+1', body, changes);
    };
    on(1, 'a');
    on(2, 'b', { from: 'Peaje' });
    on(2, 'c', { accountSid: 'AC1' });
    on(2, 'd');
    on(3, 'e');
    const mine = { accountSid: 'AC0' };
    expect(bodies(messages, mine)).toEqual(['e', 'd', 'b', 'a']);
    expect(bodies(messages, { ...mine, from: 'Peaje' })).toEqual(['b']);
    expect(bodies(messages, { ...mine, from: 'Peaje', to: '+1', firstDay: '2026-11-03' })).toEqual([]);
    expect(bodies(messages, { ...mine, to: '+1', firstDay: '2026-11-02' })).toEqual(['e', 'd', 'b']);
    expect(bodies(messages, { ...mine, lastDay: '2026-11-02' })).toEqual(['d', 'b', 'a']);
    expect(bodies(messages, { firstDay: '2026-11-02', lastDay: '2026-11-02' })).toEqual(['d', 'c', 'b']);
    expect(messages.list(mine, 1, 2)).toMatchObject({ messages: [{ body: 'd' }, { body: 'b' }], more: true });
    expect(messages.list(mine, 3, 2)).toMatchObject({ messages: [{ body: 'a' }], more: false });
    expect(messages.list(mine, 9, 2)).toEqual({ messages: [], more: false });
  });

  it('forgets the oldest, also for its recipient', () => {
    const messages = new Messages();
    const { sid } = accept(messages, '+1', 'oldest');
    for (let n = 0; n < MAX_MESSAGES; n++) accept(messages, '+2', String(n));
    expect(messages.count).toBe(MAX_MESSAGES);
    expect(messages.get(sid)).toBeUndefined();
    expect(bodies(messages, { to: '+1' })).toEqual([]);
  });

  it('keeps the newest, in order', () => {
    const messages = new Messages(10);
    for (let n = 0; n < 95; n++) accept(messages, `+${n % 2}`, String(n));
    expect(bodies(messages)).toEqual(Array.from({ length: 10 }, (_, n) => String(94 - n)));
    expect(bodies(messages, { to: '+1' })).toEqual(['93', '91', '89', '87', '85']);
  });
});
