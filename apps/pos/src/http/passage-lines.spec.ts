import { Logger } from '@nestjs/common';
import { nothingStored, Refusal } from '@peaje/kernel';
import type { Charge } from '../charge/charge.js';
import type { PassToll, TollPassage } from '../charge/pass-toll.handler.js';
import { answers, linesOf } from './passage-lines.js';

const line = (id: string, change: object = {}) =>
  JSON.stringify({
    id,
    gateId: 'gate-3',
    laneId: 'lane-1',
    card: { token: 'card_rich' },
    amount: { value: '390', currency: 'EUR' },
    passedAt: '2026-11-22T11:00:00+01:00',
    ...change,
  });

const tollOf = (judge: (passage: TollPassage) => Charge | Refusal) => {
  const commits: number[] = [];
  const passToll = {
    many: async (passages: readonly TollPassage[]) => {
      commits.push(passages.length);
      return passages.map((passage) => {
        const judged = judge(passage);
        return judged instanceof Refusal ? judged : { charge: judged, replayed: false };
      });
    },
  } as unknown as PassToll;
  return { passToll, commits };
};
const charge = { id: 'c', status: 'pending', amountMinor: 390n, currency: 'EUR' } as Charge;

async function answersTo(passToll: PassToll, text: string) {
  let answered = '';
  for await (const part of answers(passToll, 'm_toll', linesOf(text))) answered += part;
  return answered
    .trimEnd()
    .split('\n')
    .map(
      (one) =>
        JSON.parse(one) as { id: string | null; status: number; problem?: { code: string; field?: string } },
    );
}

beforeAll(() => Logger.overrideLogger(false));

describe('a file of passages', () => {
  it('an answer to each line, in order, whatever is in it', async () => {
    const { passToll } = tollOf(({ idempotencyKey }) =>
      idempotencyKey === 'prepaid' ? new Refusal('prepaid-not-accepted', { detail: 'no' }) : charge,
    );
    const file = [line('a'), '{', line('prepaid'), line('b', { speed: 180 }), '', 'null', line('c')].join(
      '\n',
    );
    const got = await answersTo(passToll, `${file}\n`);
    expect(got.map(({ id, status, problem }) => [id, status, problem?.code, problem?.field])).toEqual([
      ['a', 202, undefined, undefined],
      [null, 400, 'invalid-request', undefined],
      ['prepaid', 422, 'prepaid-not-accepted', undefined],
      ['b', 400, 'invalid-request', 'speed'],
      [null, 400, 'invalid-request', undefined],
      [null, 400, 'invalid-request', undefined],
      ['c', 202, undefined, undefined],
    ]);
  });

  it.each([
    ['lines that end as on Windows', (lines: string[]) => `${lines.join('\r\n')}\r\n`],
    ['no end of the last line', (lines: string[]) => lines.join('\n')],
    ['blank lines at the end', (lines: string[]) => `${lines.join('\n')}\n\n \r\n`],
    ['a byte order mark on each line', (lines: string[]) => lines.map((one) => `\ufeff${one}\n`).join('')],
  ])('may have %s', async (_, file) => {
    const { passToll } = tollOf(() => charge);
    const got = await answersTo(passToll, file([line('a'), line('b')]));
    expect(got.map(({ id, status }) => [id, status])).toEqual([
      ['a', 202],
      ['b', 202],
    ]);
  });

  it('a line in which a name stands twice is refused', async () => {
    const { passToll } = tollOf(() => charge);
    const got = await answersTo(passToll, line('a').replace('{', '{"gateId":"gate-1",'));
    expect(got).toMatchObject([{ id: null, status: 400, problem: { code: 'invalid-request' } }]);
  });

  it('parts of 500; one that fails is answered as not stored, the others go on', async () => {
    const file = Array.from({ length: 1_200 }, (_, i) => line(`p${i}`)).join('\n');
    const { passToll, commits } = tollOf(() => charge);
    const many = passToll.many.bind(passToll);
    passToll.many = (passages) =>
      passages[0]?.idempotencyKey === 'p500'
        ? Promise.reject(nothingStored(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })))
        : many(passages);
    const got = await answersTo(passToll, file);
    expect(commits).toEqual([500, 200]);
    expect(got.map(({ id }) => id)).toEqual(Array.from({ length: 1_200 }, (_, i) => `p${i}`));
    expect(new Set(got.slice(500, 1_000).map(({ problem }) => problem?.code))).toEqual(
      new Set(['not-stored']),
    );
    expect(got.filter(({ status }) => status === 202)).toHaveLength(700);
  });

  it('more than 10 000 lines: refused whole', () => {
    expect(() => linesOf('{}\n'.repeat(10_000))).not.toThrow();
    expect(() => linesOf('{}\n'.repeat(10_001))).toThrow(Refusal);
  });
});
