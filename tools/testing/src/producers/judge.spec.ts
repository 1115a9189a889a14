import { judge } from './judge.js';

describe('what becomes of acknowledged records', () => {
  it('all there, in order: nothing to say', () => {
    const log = [['1:0', '2:0', '1:1']];
    expect(judge(log, log)).toEqual({ acknowledged: 3, lost: 0, doubled: 0, outOfOrder: 0 });
  });

  it('one is not there, or in another partition: lost', () => {
    expect(judge([['1:0', '1:1'], []], [['1:0'], ['1:1']])).toMatchObject({ lost: 1 });
  });

  it('one that nobody was told of is no loss and no double', () => {
    expect(judge([['1:0']], [['1:0', '1:1']])).toMatchObject({ lost: 0, doubled: 0 });
  });

  it('one stands twice: doubled, and its second place counts for no order', () => {
    const judgement = judge([['1:0', '1:1']], [['1:0', '1:1', '1:0']]);
    expect(judgement).toMatchObject({ doubled: 1, outOfOrder: 0 });
  });

  it('a later one stands first: out of order', () => {
    expect(judge([['1:0', '1:1']], [['1:1', '1:0']])).toMatchObject({ outOfOrder: 1 });
  });
});
