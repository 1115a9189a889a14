import { judge } from './judge.js';

describe('the judgement of a log', () => {
  it('finds no fault when all acknowledged records are there, in order', () => {
    const log = [['1:0', '2:0', '1:1']];
    expect(judge(log, log)).toEqual({ acknowledged: 3, lost: 0, doubled: 0, outOfOrder: 0 });
  });

  it('counts a record as lost that is missing or in another partition', () => {
    expect(judge([['1:0', '1:1'], []], [['1:0'], ['1:1']])).toMatchObject({ lost: 1 });
  });

  it('counts a record without acknowledgement as neither lost nor doubled', () => {
    expect(judge([['1:0']], [['1:0', '1:1']])).toMatchObject({ lost: 0, doubled: 0 });
  });

  it('counts a repeated record as doubled, and ignores its second position in the order', () => {
    const judgement = judge([['1:0', '1:1']], [['1:0', '1:1', '1:0']]);
    expect(judgement).toMatchObject({ doubled: 1, outOfOrder: 0 });
  });

  it('counts a key as out of order when a later record comes first', () => {
    expect(judge([['1:0', '1:1']], [['1:1', '1:0']])).toMatchObject({ outOfOrder: 1 });
  });
});
