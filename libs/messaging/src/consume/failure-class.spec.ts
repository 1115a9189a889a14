import { ConflictError, PermanentError } from '@peaje/kernel';
import { z } from 'zod';
import { classify, errorCodeOf } from './failure-class.js';
import { NotAcknowledgedError } from '../kafka/kafka-client.js';

const sql = (code: string, constraint?: string) => Object.assign(new Error('sql'), { code, constraint });
const zodError = () => z.string().safeParse(1).error;

describe('what kind of failure an error is', () => {
  it.each<[string, unknown, string]>([
    ['our PermanentError', new PermanentError('x', 'x'), 'permanent'],
    ['ZodError', zodError(), 'permanent'],
    ['TypeError', new TypeError('x'), 'permanent'],
    ['RangeError', new RangeError('x'), 'permanent'],
    ['22P02 invalid text', sql('22P02'), 'permanent'],
    ['23514 check violation', sql('23514'), 'permanent'],
    ['54000 no room in an index', sql('54000'), 'permanent'],
    ['23505 on any key', sql('23505', 'posting_pkey'), 'permanent'],
    ['our ConflictError', new ConflictError('x'), 'conflict'],
    ['our ConflictError, whatever caused it', new ConflictError('x', { cause: sql('23505') }), 'conflict'],
    ['40001 serialization', sql('40001'), 'conflict'],
    ['40P01 deadlock', sql('40P01'), 'conflict'],
    ['57P01 admin shutdown', sql('57P01'), 'transient'],
    ['53300 too many connections', sql('53300'), 'transient'],
    ['25006 read-only', sql('25006'), 'transient'],
    ['42P01 missing table: a deployment half done', sql('42P01'), 'transient'],
    ['connection refused', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'transient'],
    ['fetch failed', new TypeError('fetch failed'), 'transient'],
    ['an answer of fetch that broke off', new TypeError('terminated'), 'transient'],
    ['no memory', new RangeError('Array buffer allocation failed'), 'transient'],
    [
      '54000 no transaction ids until a vacuum',
      Object.assign(sql('54000'), { file: 'varsup.c' }),
      'transient',
    ],
    ['54000 no multixact ids', Object.assign(sql('54000'), { file: 'multixact.c' }), 'transient'],
    [
      '54000 no transaction ids, wrapped',
      new Error('x', { cause: Object.assign(sql('54000'), { file: 'varsup.c' }) }),
      'transient',
    ],
    ['not acknowledged', new NotAcknowledgedError('x'), 'transient'],
    ['an unknown Error', new Error('x'), 'transient'],
    ['a thrown string', 'x', 'transient'],
    ['what Prisma wraps', { code: 'P2010', cause: { originalCode: '40P01' } }, 'conflict'],
    [
      'what Prisma wraps deeper',
      { code: 'P2034', meta: { driverAdapterError: { cause: { originalCode: '40001' } } } },
      'conflict',
    ],
    ['a code of Prisma alone', { code: 'P2024' }, 'transient'],
  ])('%s', (_name, error, expected) => {
    expect(classify(error)).toBe(expected);
  });

  it('names them without their message, which may hold data', () => {
    expect(
      [sql('57P01'), new PermanentError('no-card', 'secret'), new Error('secret'), 'secret'].map(errorCodeOf),
    ).toEqual(['sql-57P01', 'no-card', 'Error', 'unknown']);
    expect(errorCodeOf(new ConflictError('secret', { cause: sql('23505') }))).toBe('sql-23505');
  });
});
