import { Logger, NotFoundException } from '@nestjs/common';
import { nothingStored, Refusal } from '@peaje/kernel';
import { CommitUnknownError } from '../database/database.js';
import { problemOf, refusalOfError } from './problem.filter.js';

beforeAll(() => Logger.overrideLogger(false));

const down = () => Object.assign(new Error('secret host'), { code: 'ECONNREFUSED' });

describe('the answer to an error', () => {
  it.each<[string, unknown, string, number, string]>([
    ['a refusal', new Refusal('unknown-card', { detail: 'x' }), 'POST', 422, 'unknown-card'],
    ['no such route', new NotFoundException(), 'GET', 404, 'not-found'],
    ['a body too large', { statusCode: 413 }, 'POST', 413, 'payload-too-large'],
    ['a failed read', down(), 'GET', 503, 'not-ready'],
    ['an outage before any commit', nothingStored(down()), 'POST', 503, 'not-stored'],
    ['an outage at an unknown moment', down(), 'POST', 504, 'outcome-unknown'],
    [
      'a commit without an answer',
      new CommitUnknownError('x', { cause: down() }),
      'POST',
      504,
      'outcome-unknown',
    ],
    ['too many connections', nothingStored({ code: '53300' }), 'POST', 503, 'not-stored'],
    ['a deadlock', nothingStored({ code: '40P01' }), 'POST', 503, 'not-stored'],
    ['a bug', new TypeError('secret'), 'POST', 500, 'internal-error'],
  ])('%s', (_name, error, method, status, code) => {
    const problem = problemOf(refusalOfError(error, method));
    expect(problem).toMatchObject({ status, code, type: `/problems/${code}` });
    expect(JSON.stringify(problem)).not.toContain('secret');
  });
});
