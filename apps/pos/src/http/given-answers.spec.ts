import { EventEmitter } from 'node:events';
import { GivenAnswers, noteAnswer } from './given-answers.js';

const AT_MS = Date.parse('2026-11-22T20:25:18.786Z');
const answer = (afterMs: number) =>
  ({ atMs: AT_MS, afterMs, request: 'charge', httpStatus: 201, status: 'approved' }) as const;

describe('the answers that an instance has given', () => {
  it('are known by charge, the oldest first', () => {
    const answers = new GivenAnswers();
    answers.add('a', answer(83.6));
    answers.add('a', { ...answer(12), request: 'cancellation', httpStatus: 200, status: 'cancelled' });
    expect(answers.of('a')).toEqual([
      { at: '2026-11-22T20:25:18.786Z', afterMs: 84, request: 'charge', httpStatus: 201, status: 'approved' },
      expect.objectContaining({ afterMs: 12, request: 'cancellation', status: 'cancelled' }),
    ]);
    expect(answers.of('b')).toEqual([]);
  });

  it('are of the last charges only: the one answered longest ago is forgotten first', () => {
    const answers = new GivenAnswers(2);
    for (const id of ['a', 'b', 'a', 'c']) answers.add(id, answer(1));
    expect(['a', 'b', 'c'].map((id) => answers.of(id).length)).toEqual([2, 0, 1]);
  });

  it('are the last eight of a charge', () => {
    const answers = new GivenAnswers();
    for (let n = 0; n < 100; n++) answers.add('a', answer(n));
    expect(answers.of('a').map(({ afterMs }) => afterMs)).toEqual([92, 93, 94, 95, 96, 97, 98, 99]);
  });

  it('are noted when they are sent, not before, and not to a caller that has hung up', () => {
    const answers = new GivenAnswers();
    const raw = Object.assign(new EventEmitter(), { statusCode: 201 });
    noteAnswer(answers, { raw }, { id: 'a', status: 'approved' }, 'charge', performance.now() - 80);
    raw.emit('close');
    expect(answers.of('a')).toEqual([]);
    raw.emit('finish');
    const [given] = answers.of('a');
    expect(given).toMatchObject({ request: 'charge', httpStatus: 201, status: 'approved' });
    expect(given!.afterMs).toBeGreaterThanOrEqual(80);
  });
});
