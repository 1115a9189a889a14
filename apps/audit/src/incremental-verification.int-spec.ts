import type { VerifiedCheckpoint } from '@peaje/contracts';
import { AppendLoad } from './append-load.js';
import { attackStage, CHAIN } from './attack-stage.builders.js';
import { PARTITIONS } from './checkpoint.builders.js';
import { recordAt, recordsOf } from './record.builders.js';

describe('a verification that begins at the last verified checkpoint', () => {
  const { audit, query, keep, rewrite, forged, cutTo, deleteBefore, publish, published, started } =
    attackStage();

  const verified = async (): Promise<VerifiedCheckpoint> => (await started().verify()).chains[0]!.verified!;
  const since = async (checkpoint: VerifiedCheckpoint, load = new AppendLoad()) => {
    const found = await started().verify({ load }, { chain: CHAIN, since: checkpoint });
    return found.chains[0]!;
  };
  const sign = async (count: number) => {
    await keep(recordsOf(0, count));
    await audit().sign();
  };

  it('reads what came later, and answers where the next one may begin', async () => {
    const first = await verified();
    expect(first).toMatchObject({ chain: CHAIN, number: 1, seq: 10, offset: 0 });
    await sign(20);
    await keep(recordsOf(0, 25));
    const next = await since(first);
    expect(next).toMatchObject({
      ok: true,
      entries: 25,
      head: { seq: 25 },
      since: 10,
      checkpoints: { checked: 2, invalid: 0, number: 2, vouchedSeq: 20 },
      verified: { ...(await verified()), number: 2, seq: 20, offset: 1 },
    });
    expect(await since(next.verified!)).toMatchObject({ ok: true, since: 20, verified: next.verified });
  });

  it('does not see an entry that was changed before: only a full one does', async () => {
    const first = await verified();
    await query(`UPDATE entry SET value = 'forged' WHERE seq = 4`);
    expect(await since(first)).toMatchObject({ ok: true, since: 10 });
    expect((await started().verify()).chains[0]).toMatchObject({
      firstBreak: { kind: 'changed', seq: 4 },
      verified: null,
    });
  });

  it.each([
    ['an entry changed after it', () => query(`UPDATE entry SET value = 'x' WHERE seq = 15`), 'changed', 15],
    ['the last entries deleted', () => cutTo(15), 'checkpoint-mismatch', 16],
    ['a chain cut before it', () => cutTo(7), 'checkpoint-mismatch', 8],
    ['a chain rewritten with fitting hashes', () => rewrite(forged(20)), 'checkpoint-mismatch', 10],
    ['a chain deleted', () => query('TRUNCATE chain, entry'), 'checkpoint-mismatch', 1],
    ['the entry of the checkpoint deleted', () => query('DELETE FROM entry WHERE seq = 10'), 'missing', 10],
    ['a head put back', () => query('UPDATE chain SET seq = 5'), 'inserted', 6],
  ])('finds %s', async (_, attack, kind, seq) => {
    const first = await verified();
    await sign(20);
    await attack();
    expect(await since(first)).toMatchObject({ ok: false, verified: null, firstBreak: { kind, seq } });
  });

  it('finds what both, the chain and the topic, were rewritten to: the verifier keeps the hash itself', async () => {
    const first = await verified();
    await deleteBefore(1);
    await rewrite(forged(12));
    await started().sign();
    expect(await since(first)).toMatchObject({
      ok: false,
      firstBreak: { kind: 'anchor-mismatch', seq: 10, offset: '9' },
    });
  });

  it('finds that its checkpoint, or one after it, was taken out of the topic', async () => {
    const first = await verified();
    await sign(11);
    await sign(12);
    const [one, , three] = await published();
    await deleteBefore(3);
    expect(await since(first)).toMatchObject({ firstBreak: { kind: 'checkpoint-gap' } });
    for (const checkpoint of [one!, three!]) await publish(checkpoint);
    expect(await since({ ...first, offset: 3 })).toMatchObject({
      firstBreak: { kind: 'checkpoint-gap', detail: expect.stringContaining('checkpoint 2 is missing') },
    });
  });

  it('begins at the place of the checkpoint itself, wherever copies of it are', async () => {
    const [only] = await published();
    for (let partition = 0; partition < PARTITIONS; partition++) await publish(only!, partition);
    const first = await verified();
    expect(first.offset).toBe(0);
    await sign(20);
    expect(await since(first)).toMatchObject({ ok: true, checkpoints: { number: 2 } });
  });

  it('holds no snapshot between two pages, so that vacuum is not held back', async () => {
    await rewrite(recordsOf(0, 1_000).with(3, recordAt(3)));
    const held: unknown[] = [];
    const load = new AppendLoad();
    load.piece = async (work) => {
      const result = await work();
      const { rows } = await query(
        `SELECT state, query FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()
           AND (state LIKE 'idle in%' OR backend_xmin IS NOT NULL)`,
      );
      held.push(...rows);
      return result;
    };
    const { chains } = await started().verify({ load });
    expect(chains[0]).toMatchObject({ entries: 1_000, firstBreak: null });
    expect(held).toEqual([]);
  });
});
