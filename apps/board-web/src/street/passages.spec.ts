import {
  isFull,
  keepPassage,
  mayPassLater,
  passagesOf,
  settle,
  TOLL,
  toNdjson,
  type PassageLine,
} from './passages.js';

const passage = (id: string): PassageLine => ({
  id,
  gateId: 'gate-3',
  laneId: 'lane-1',
  card: { token: 'card_rich' },
  amount: TOLL,
  passedAt: '2026-11-27T22:00:00.000Z',
});
const sent = ['a', 'b', 'c', 'd'].map(passage);
const refusal = (id: string, status: number, code: string) => ({ id, status, problem: { code } });
const ndjson = (...answers: object[]) => answers.map((answer) => JSON.stringify(answer)).join('\n');

describe('the passages of a gate without a line', () => {
  it('go as one line each, with the id that makes a repetition harmless', () => {
    const lines = toNdjson(sent).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('leave the gate when they were answered for good, and are counted by their answers', () => {
    const { stay, delivery } = settle(
      sent,
      ndjson(
        { id: 'a', status: 202, charge: {} },
        refusal('b', 422, 'prepaid-not-accepted'),
        refusal('c', 422, 'prepaid-not-accepted'),
        { id: 'd', status: 202, charge: {} },
      ),
    );
    expect(stay).toEqual([]);
    expect(delivery).toEqual({ accepted: 2, refused: { 'prepaid-not-accepted': 2 }, kept: 0 });
  });

  it('stay when pos could not store them, or gave no answer', () => {
    const { stay, delivery } = settle(
      sent,
      ndjson({ id: 'a', status: 202, charge: {} }, refusal('b', 503, 'not-stored')),
    );
    expect(stay.map(({ id }) => id)).toEqual(['b', 'c', 'd']);
    expect(delivery).toEqual({ accepted: 1, refused: {}, kept: 3 });
  });

  it.each([
    [0, true],
    [403, false],
    [422, false],
    [429, true],
    [503, true],
    [504, true],
  ])('answered with %i may pass later: %s', (status, later) => expect(mayPassLater(status)).toBe(later));

  it('are full with 2000, and a car that was on its way by then is kept, too', () => {
    const many = Array.from({ length: 2_000 }, (_, n) => passage(String(n)));
    expect(isFull(many.slice(1))).toBe(false);
    expect(isFull(many)).toBe(true);
    const kept = keepPassage(many, passage('late'));
    expect([kept[0]?.id, kept.at(-1)?.id, kept.length]).toEqual(['0', 'late', 2_001]);
  });

  it('survive the page, and nonsense in their place is nothing', () => {
    expect(passagesOf(JSON.stringify(sent))).toEqual(sent);
    for (const nonsense of [null, '{', '7', '[1]', '[null]']) expect(passagesOf(nonsense)).toEqual([]);
  });
});
