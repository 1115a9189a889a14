import { decode, topics } from '@peaje/contracts';
import { refusals } from './committed-schemas.js';
import { goldenMessages } from './golden.js';

const messages = goldenMessages();

describe('a message of a past version stays readable, on each topic of its type', () => {
  it.each(messages.map(({ type, name, golden }) => [type, name, golden] as const))(
    '%s %s',
    (type, _name, { topic: name, record, decoded }) => {
      const ofType = topics.filter(({ events }) => Object.hasOwn(events, type));
      expect(ofType.map((topic) => topic.name)).toContain(name);
      for (const topic of ofType) {
        const read = decode(topic, record);
        expect(read).toMatchObject({ outcome: 'event', event: { type } });
        expect(read).toMatchObject({ outcome: 'event', event: decoded as object });
      }
    },
  );

  it('every type has a message', () => {
    const recorded = new Set(messages.map(({ type }) => type));
    const types = topics.flatMap(({ events }) => Object.keys(events));

    expect(types.filter((type) => !recorded.has(type))).toEqual([]);
  });
});

it('no schema has an incompatible change', () => {
  expect(refusals().join('\n\n')).toBe('');
});
