import { attackStage, CHAIN } from './attack-stage.builders.js';
import { privateKey } from './checkpoint.builders.js';
import { signCheckpoint } from './checkpoint.js';
import { recordsOf } from './record.builders.js';

describe('what audit signs, when writers of its database attack it', () => {
  const {
    audit,
    query,
    published,
    keep,
    rewrite,
    forged,
    cutTo,
    publishedNumbers,
    publish,
    breakOf,
    started,
  } = attackStage();

  describe('the publisher signs only what extends its last checkpoint', () => {
    it.each([
      ['a chain rewritten with fitting hashes', () => rewrite(forged(12)), 'differs'],
      [
        'a head put there without entries',
        () => query(`UPDATE chain SET seq = 12, hash = sha256('forged')`),
        'differs',
      ],
      [
        'an entry changed after the last checkpoint',
        async () => {
          await keep(recordsOf(0, 12));
          await query(`UPDATE entry SET value = 'forged' WHERE seq = 11`);
        },
        'differs',
      ],
      ['a chain cut at its end', () => cutTo(7), 'cut'],
      ['a chain deleted', () => query('TRUNCATE chain, entry'), 'cut'],
    ])('%s is not signed and raises an alarm', async (_, attack, problem) => {
      await attack();
      await audit().sign();
      expect(await publishedNumbers()).toEqual([[1, 10]]);
      expect(audit().problems).toEqual([`${CHAIN} ${problem}`]);
      expect(await audit().registry.metrics()).toContain(`peaje_checkpoint_alarms{problem="${problem}"} 1`);
    });

    it('an instance that starts afterwards knows the last checkpoint from the topic', async () => {
      await rewrite(forged(12));
      const fresh = started();
      await fresh.sign();
      expect(await publishedNumbers()).toEqual([[1, 10]]);
      expect(fresh.problems).toEqual([`${CHAIN} differs`]);
    });

    it('a replay from the first record publishes nothing before it is there, then goes on', async () => {
      await rewrite(recordsOf(0, 4));
      const rebuilt = started();
      await rebuilt.sign();
      expect(rebuilt.problems).toEqual([`${CHAIN} behind`]);
      await keep(recordsOf(0, 10));
      await rebuilt.sign();
      expect(rebuilt.problems).toEqual([]);
      expect(await publishedNumbers()).toEqual([[1, 10]]);
      await keep(recordsOf(0, 12));
      await rebuilt.sign();
      expect(await publishedNumbers()).toEqual([
        [1, 10],
        [2, 12],
      ]);
    });

    it('a replay that comes to another head is not signed', async () => {
      await rewrite(forged(5));
      const rebuilt = started();
      await rebuilt.sign();
      await rewrite(forged(12));
      await rebuilt.sign();
      expect(rebuilt.problems).toEqual([`${CHAIN} differs`]);
      expect(await publishedNumbers()).toEqual([[1, 10]]);
    });

    it('the alarm ends when the record is put back', async () => {
      await cutTo(7);
      await audit().sign();
      await keep(recordsOf(0, 12));
      await audit().sign();
      expect(audit().problems).toEqual([]);
      expect(await breakOf()).toBeNull();
    });
  });

  it('two instances at once give no number twice', async () => {
    const other = started();
    for (let count = 11; count <= 15; count++) {
      await keep(recordsOf(0, count));
      await Promise.all([audit().sign(), other.sign()]);
    }
    const numbers = (await publishedNumbers()).map(([number]) => number!);
    expect(numbers).toEqual([...new Set(numbers)]);
    expect([...audit().problems, ...other.problems]).toEqual([]);
    expect(await breakOf()).toBeNull();
  });

  it('one number with the same head twice is harmless; with another head it is an alarm', async () => {
    const { number, previous, seq, hash } = (await published())[0]!;
    const again = { chain: CHAIN, number, previous, seq, hash, signedAt: new Date().toISOString() };
    const watching = started();
    await publish(signCheckpoint(again, privateKey));
    await watching.sign();
    expect(watching.problems).toEqual([]);
    expect(await breakOf()).toBeNull();

    await publish(signCheckpoint({ ...again, seq: 9, hash: 'ab'.repeat(32) }, privateKey));
    await watching.sign();
    expect(watching.problems).toEqual([`${CHAIN} two-heads`]);
    expect(await breakOf()).toMatchObject({ kind: 'checkpoint-mismatch' });
  });
});
