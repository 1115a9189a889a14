import { positionFrom } from './records.controller.js';

const codeOf = (id: string): string => {
  try {
    positionFrom(id);
    return 'taken';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

it('takes the position of a record, also of a dead letter', () => {
  expect(positionFrom('charges.requested:2:118')).toEqual({
    topic: 'charges.requested',
    partition: 2,
    offset: 118n,
  });
  expect(positionFrom('charges.decided.sms.dlq:0:0')).toMatchObject({ topic: 'charges.decided.sms.dlq' });
});

it.each(['holders:0:0', 'holders.sms.dlq:1:5'])('%s is refused: it has personal data', (id) => {
  expect(codeOf(id)).toBe('forbidden');
});

it.each(['__consumer_offsets:0:0', 'other:0:0'])('%s is no topic of the contracts', (id) => {
  expect(codeOf(id)).toBe('not-found');
});

it.each(['charges.requested', 'charges.requested:x:1', 'charges.requested:0:-1', ':0:0'])(
  '%s is no position',
  (id) => {
    expect(codeOf(id)).toBe('invalid-request');
  },
);
