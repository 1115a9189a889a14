import { topics } from '@peaje/contracts';
import { topology } from './topology.js';

const { topics: drawn, groups, services } = topology();

it('draws every topic of the contracts, with each of its groups', () => {
  expect(drawn.map(({ name, groups: readers }) => [name, readers])).toEqual(
    topics.map((topic) => [topic.name, topic.groups]),
  );
});

it('a group belongs to its service, and reads what names it', () => {
  expect(groups.find(({ name }) => name === 'debit-passages')).toEqual({
    name: 'debit-passages',
    service: 'debit',
    topics: ['passages.requested'],
  });
  expect(services.find(({ name }) => name === 'sms')).toEqual({
    name: 'sms',
    writes: ['operations.performed'],
    groups: ['sms'],
  });
});

it('says which topics the board does not read', () => {
  expect(drawn.filter(({ personal }) => personal).map(({ name }) => name)).toEqual(['holders']);
});
