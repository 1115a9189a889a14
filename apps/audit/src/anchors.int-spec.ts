import type { AnchoredHead } from '@peaje/contracts';
import { attackStage, CHAIN } from './attack-stage.builders.js';
import { recordsOf } from './record.builders.js';

describe('a verification with an anchor, when an attacker has the key, the database and the topic', () => {
  const { audit, keep, rewrite, forged, cutTo, deleteBefore, query, published, started } = attackStage();

  const anchored = async (): Promise<AnchoredHead> => {
    const { chain, number, seq, hash } = (await published()).at(-1)!;
    return { chain, number, seq, hash };
  };
  const breakOf = async (...anchors: readonly AnchoredHead[]) => {
    const { ok, chains } = await started().verify({}, { anchors: [...anchors] });
    const { firstBreak } = chains.find(({ chain }) => chain === CHAIN)!;
    expect(ok).toBe(firstBreak === null);
    return firstBreak;
  };
  /** The topic begins anew, and the key signs whatever chain is there. */
  const signAnew = async () => {
    await deleteBefore((await published()).length);
    await started().sign();
  };

  it('a chain that extends it is intact', async () => {
    const first = await anchored();
    await keep(recordsOf(0, 12));
    await audit().sign();
    expect(await breakOf(first, await anchored())).toBeNull();
  });

  it('without one, a record that was replaced and signed again looks intact', async () => {
    await rewrite(forged(12));
    await signAnew();
    expect(await breakOf()).toBeNull();
  });

  it('tampered or replaced: the hash at its sequence is another', async () => {
    const anchor = await anchored();
    await rewrite(forged(12));
    await signAnew();
    expect(await breakOf(anchor)).toEqual({
      kind: 'anchor-mismatch',
      seq: 10,
      topic: 'charges.decided',
      partition: 0,
      offset: '9',
      detail: expect.stringContaining('its hash differs from that of checkpoint 1'),
    });
  });

  it('cut: the chain is shorter', async () => {
    const anchor = await anchored();
    await cutTo(7);
    await signAnew();
    expect(await breakOf(anchor)).toMatchObject({
      kind: 'anchor-mismatch',
      seq: 8,
      offset: '7',
      detail: expect.stringContaining('counts 10 entries, but the chain ends at 7'),
    });
  });

  it('deleted: a chain of which nothing is left', async () => {
    const anchor = await anchored();
    await deleteBefore(1);
    await query('TRUNCATE chain, entry');
    expect(await breakOf(anchor)).toMatchObject({ kind: 'anchor-mismatch', seq: 1 });
  });

  it('replayed: checkpoints that begin anew are fewer than there were', async () => {
    await keep(recordsOf(0, 12));
    await audit().sign();
    const anchor = await anchored();
    await signAnew();
    expect(await breakOf(anchor)).toMatchObject({
      kind: 'checkpoint-gap',
      seq: 13,
      detail: expect.stringContaining('checkpoint 2 was kept elsewhere, but the topic ends at 1'),
    });
  });

  it('an entry that was changed before the anchor is named where it is', async () => {
    const anchor = await anchored();
    await query(`UPDATE entry SET value = 'x' WHERE seq = 4`);
    expect(await breakOf(anchor)).toMatchObject({ kind: 'changed', seq: 4 });
  });
});
