import { MAX_MESSAGES, Messages } from './messages.js';

const accept = (messages: Messages, to: string, body: string) =>
  messages.accept({ accountSid: 'AC0', from: '+34900000000', to, body });

describe('Messages', () => {
  it('lists the messages of a recipient without a look at the others', () => {
    const messages = new Messages();
    accept(messages, '+1', 'a');
    accept(messages, '+2', 'b');
    accept(messages, '+1', 'c');
    expect(messages.list('+1').map(({ body }) => body)).toEqual(['c', 'a']);
    expect(messages.list('+3')).toEqual([]);
    expect(messages.list().map(({ body }) => body)).toEqual(['c', 'b', 'a']);
  });

  it('forgets the oldest, also for its recipient', () => {
    const messages = new Messages();
    const { sid } = accept(messages, '+1', 'oldest');
    for (let n = 0; n < MAX_MESSAGES; n++) accept(messages, '+2', String(n));
    expect(messages.count).toBe(MAX_MESSAGES);
    expect(messages.get(sid)).toBeUndefined();
    expect(messages.list('+1')).toEqual([]);
  });
});
