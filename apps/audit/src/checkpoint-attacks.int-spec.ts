import { generateKeyPairSync } from 'node:crypto';
import { attackStage, CHAIN } from './attack-stage.builders.js';
import { PARTITIONS, privateKey, publicKey } from './checkpoint.builders.js';
import { signCheckpoint } from './checkpoint.js';
import { KeyRing } from './key-ring.js';
import { recordsOf } from './record.builders.js';

describe('the verification, when writers of the topic attack it', () => {
  const { audit, published, keep, rewrite, forged, deleteBefore, publish, breakOf, hashAt, started } =
    attackStage();

  describe('the verifier', () => {
    const three = async () => {
      for (const count of [11, 12]) {
        await keep(recordsOf(0, count));
        await audit().sign();
      }
    };

    it('misses the first checkpoints when they were deleted from the topic', async () => {
      await three();
      await deleteBefore(2);
      expect(await breakOf()).toMatchObject({ kind: 'checkpoint-gap', seq: 12 });
    });

    it('misses all checkpoints when they were deleted from the topic', async () => {
      await three();
      await deleteBefore(3);
      expect(await breakOf()).toMatchObject({ kind: 'no-checkpoints' });
      expect(await breakOf(audit())).toMatchObject({ kind: 'checkpoint-gap' });
    });

    it('misses the last ones as long as the process runs that has published them', async () => {
      await three();
      const all = await published();
      await deleteBefore(3);
      for (const checkpoint of all.slice(0, 2)) await publish(checkpoint);
      expect(await breakOf(audit())).toMatchObject({
        kind: 'checkpoint-gap',
        detail: expect.stringMatching(/ends at checkpoint 2, but 3 was published/),
      });
    });

    it('misses one that was taken out of the middle, or changed', async () => {
      await three();
      const [one, two, last] = await published();
      await deleteBefore(3);
      for (const checkpoint of [one!, { ...two!, seq: 10 }, last!]) await publish(checkpoint);
      const { ok, chains, warnings } = await started().verify();
      expect(ok).toBe(false);
      expect(chains[0]!.firstBreak).toMatchObject({ kind: 'checkpoint-gap', seq: 12 });
      expect(warnings).toMatchObject([{ kind: 'bad-signature', offset: '4' }]);
    });

    it('finds a checkpoint that follows another one than the one that is there', async () => {
      const head = { chain: CHAIN, seq: 10, hash: (await hashAt(10)).toString('hex') };
      const signedAt = new Date().toISOString();
      await publish(signCheckpoint({ ...head, number: 2, previous: 'ab'.repeat(32), signedAt }, privateKey));
      expect(await breakOf()).toMatchObject({
        kind: 'checkpoint-gap',
        detail: expect.stringMatching(/checkpoint 2 follows another checkpoint 1/),
      });
    });

    it('takes old checkpoints that are sent again, to any partition, for what they are', async () => {
      await three();
      for (const checkpoint of (await published()).reverse()) {
        for (let partition = 0; partition < PARTITIONS; partition++) await publish(checkpoint, partition);
      }
      expect(await started().verify()).toMatchObject({
        ok: true,
        chains: [{ checkpoints: { checked: 15, invalid: 0, number: 3, vouchedSeq: 12 } }],
        warnings: [],
      });
      await keep(recordsOf(0, 13));
      const next = started();
      await next.sign();
      expect(next.published.newest(CHAIN).number).toBe(4);
    });

    it('finds a chain rewritten together with the end of the topic, while audit runs', async () => {
      await three();
      await deleteBefore(3);
      await rewrite(forged(12));
      expect(await breakOf(audit())).toMatchObject({ kind: 'checkpoint-gap' });
    });
  });

  it('after a rotation the old key verifies what it signed, and nothing that it signs later', async () => {
    const next = generateKeyPairSync('ed25519');
    const until = (validUntil?: Date) =>
      new KeyRing(() => [{ key: publicKey, validUntil }, { key: next.publicKey }]);
    await keep(recordsOf(0, 12));
    await started({ key: next.privateKey, keys: until() }).sign();
    expect(await started().verify({ keys: until(new Date()) })).toMatchObject({
      ok: true,
      chains: [{ checkpoints: { checked: 2, invalid: 0, number: 2 } }],
      warnings: [],
    });
    expect(await started().verify({ keys: until(new Date(0)) })).toMatchObject({
      ok: false,
      chains: [{ firstBreak: { kind: 'checkpoint-gap' } }],
      warnings: [{ kind: 'expired-key' }],
    });
  });
});
