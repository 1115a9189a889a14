import { decode, topics } from '@peaje/contracts';
import { refusals } from './committed-schemas.js';
import { goldenMessages } from './golden.js';

const messages = goldenMessages();

describe('what was written once is read for ever', () => {
  it.each(messages.map(({ type, name, golden }) => [type, name, golden] as const))(
    '%s %s',
    (type, _name, { topic: name, record, decoded }) => {
      const topic = topics.find((one) => one.name === name)!;
      const read = decode(topic, record);

      expect(read).toMatchObject({ outcome: 'event', event: { type } });
      expect(read).toMatchObject({ outcome: 'event', event: decoded as object });
    },
  );

  it('every type has its message', () => {
    const kept = new Set(messages.map(({ type }) => type));
    const types = topics.flatMap(({ events }) => Object.keys(events));

    expect(types.filter((type) => !kept.has(type))).toEqual([]);
  });
});

it('no schema changes under its readers', () => {
  expect(refusals().join('\n\n')).toBe('');
});
