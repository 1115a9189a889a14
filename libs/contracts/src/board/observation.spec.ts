import { contractOf, COURSE_PREFIX, topicCatalogue } from '../catalogue.js';
import { isKeyedByCard, observedTopics } from './observation.js';

it('the board reads every topic of the bank but those with personal data, and their dead letters', () => {
  const left = topicCatalogue()
    .map(({ name }) => name)
    .filter((name) => !name.startsWith(COURSE_PREFIX));
  expect(left.filter((name) => !observedTopics().includes(name))).toEqual(['holders', 'holders.sms.dlq']);
});

it('names every topic of outcomes before any topic of requests', () => {
  const names = observedTopics();
  const outcomes = names.filter((name) => ['charges.decided', 'passages.decided'].includes(name));
  expect(outcomes).toHaveLength(2);
  expect(names.slice(0, 2)).toEqual(outcomes);
});

it('a dead-letter topic has the contract of its origin', () => {
  expect(contractOf('charges.decided.sms.dlq')?.name).toBe('charges.decided');
  expect(contractOf('holders.sms.dlq')?.personal).toBeDefined();
  expect(contractOf('charges.decided.nobody.dlq')).toBeUndefined();
});

it('only the topic of cards and its dead letters have tokens for keys', () => {
  expect(observedTopics().filter(isKeyedByCard)).toEqual(['cards', 'cards.pos.dlq']);
});
