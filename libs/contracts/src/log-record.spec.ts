import { logRecordOf } from './log-record.js';

const [one, two] = [Buffer.from('1'), Buffer.from('2')];
const read = (headers: Record<string, unknown>) =>
  logRecordOf('t', 0, { offset: '0', timestamp: '0', key: null, value: null, headers: headers as never })
    .headers;

describe('the headers of a record', () => {
  it('keep their order and their repetitions; one without a value is empty', () => {
    expect(read({ a: one, b: [one, two], c: undefined })).toEqual([
      ['a', one],
      ['b', one],
      ['b', two],
      ['c', Buffer.alloc(0)],
    ]);
  });

  it('do not include the inherited properties that kafkajs returns under the same name', () => {
    const headers = Object.fromEntries([
      ['constructor', [Object, one]],
      ['__proto__', [Object.prototype, two]],
    ]);
    expect(read(headers)).toEqual([
      ['constructor', one],
      ['__proto__', two],
    ]);
  });
});
