import { logRecordOf } from './log-record.js';

const [one, two] = [Buffer.from('1'), Buffer.from('2')];
const read = (headers: Record<string, unknown>) =>
  logRecordOf('t', 0, { offset: '0', timestamp: '0', key: null, value: null, headers: headers as never })
    .headers;

it.each(['0', '-1', '9007199254740993', '9223372036854775807', '-9223372036854775808'])(
  'keeps the timestamp %s and the offset of the same number',
  (number) => {
    const { timestampMs, offset } = logRecordOf('t', 0, {
      offset: number,
      timestamp: number,
      key: null,
      value: null,
    });
    expect([timestampMs.toString(), offset.toString()]).toEqual([number, number]);
  },
);

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
