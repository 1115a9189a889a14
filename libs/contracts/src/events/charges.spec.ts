import {
  COURSE_PREFIX,
  deadLetterTopic,
  groupOf,
  groupsOf,
  growsWithCharges,
  serviceOf,
  topicCatalogue,
  topics,
  writersOf,
} from '../catalogue.js';
import {
  chargesDecided,
  chargesRequested,
  chargeTopics,
  passagesDecided,
  passagesRequested,
} from './charges.js';

describe('the topics of a charge follow from its kind', () => {
  it('a purchase goes by those of charges, a passage by its own', () => {
    expect(chargeTopics.shop).toEqual({ requests: chargesRequested, outcomes: chargesDecided });
    expect(chargeTopics.toll).toEqual({ requests: passagesRequested, outcomes: passagesDecided });
  });

  it.each([
    [chargesRequested, passagesRequested],
    [chargesDecided, passagesDecided],
  ])('$name and $name have the same events, keys and settings', (ofCharges, ofPassages) => {
    expect(ofPassages.events).toBe(ofCharges.events);
    const settingsOf = ({ key, cleanup, writers }: typeof ofCharges) => ({ key, cleanup, writers });
    expect(settingsOf(ofPassages as never)).toEqual(settingsOf(ofCharges));
    const created = topicCatalogue(7);
    const [one, other] = [ofCharges, ofPassages].map(({ name }) => created.find((it) => it.name === name)!);
    expect({ ...other, name: one!.name }).toEqual(one);
  });
});

describe('the groups of a service', () => {
  it('debit and pos read passages in a group of their own, audit and sms in their only one', () => {
    expect(['pos', 'debit', 'audit', 'sms'].map(groupsOf)).toEqual([
      ['pos', 'pos-passages'],
      ['debit', 'debit-passages'],
      ['audit'],
      ['sms'],
    ]);
    expect(groupOf('debit', 'charges.requested')).toBe('debit');
    expect(groupOf('debit', 'passages.requested')).toBe('debit-passages');
    expect(groupOf('sms', 'passages.decided')).toBe('sms');
    expect(groupOf('warehouse', 'orders')).toBe('warehouse');
  });

  const groups = [...new Set(topics.flatMap((topic) => topic.groups))];
  const services = [...new Set(groups.map(serviceOf))].sort();

  it('every group of the contracts belongs to one service, and no service is called like a second group', () => {
    for (const group of groups) expect(groupsOf(serviceOf(group))).toContain(group);
    // `nx g consumer` adds services.
    expect(services).toEqual(expect.arrayContaining(['audit', 'debit', 'pos', 'sms']));
    expect(services.filter((service) => service.endsWith('-passages'))).toEqual([]);
  });

  it('what every reader writes, each service writes once', () => {
    const operations = topics.find(({ writers }) => writers === 'every-reader')!;
    expect([...writersOf(operations)].sort()).toEqual(services);
  });

  it('each group has dead letters of its own', () => {
    const names = topicCatalogue().map(({ name }) => name);
    expect(names).toContain(deadLetterTopic('passages.requested', 'debit-passages'));
    expect(names).not.toContain(deadLetterTopic('passages.requested', 'debit'));
  });
});

it('the topic of the course keeps its two partitions, however many those of charges have', () => {
  const course = topicCatalogue(7).filter(({ name }) => name.startsWith(COURSE_PREFIX));
  expect(course).toMatchObject([{ name: 'course.messages', partitions: 2 }]);
  expect(growsWithCharges('course.messages')).toBe(false);
});
