import { chargeIn, neighbour, pathOfRecord, placeOf } from './record-id.js';

const PLACE = { topic: 'charges.requested', partition: 1, offset: '411' };

describe('the name of a record', () => {
  it('is topic:partition:offset, in a path too', () => {
    expect(placeOf('charges.requested:1:411')).toEqual(PLACE);
    expect(placeOf('charges.requested:1')).toBeNull();
    expect(placeOf('a b:1:2')).toBeNull();
    expect(pathOfRecord(PLACE)).toBe('/kafka/records/charges.requested%3A1%3A411');
  });

  it('has neighbours, but none before the first', () => {
    expect(neighbour(PLACE, 1)?.offset).toBe('412');
    expect(neighbour({ ...PLACE, offset: '0' }, -1)).toBeNull();
    expect(neighbour({ ...PLACE, offset: '9007199254740993' }, -1)?.offset).toBe('9007199254740992');
  });

  it('leads to the charge that the contents speak of', () => {
    expect(chargeIn({ chargeId: 'ch_1' })).toBe('ch_1');
    for (const value of [null, 'text', {}, { chargeId: 7 }]) expect(chargeIn(value)).toBeNull();
  });
});
