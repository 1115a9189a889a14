import type { AnchoredHead, VerifiedCheckpoint } from '@peaje/contracts';
import { attackStage, CHAIN } from './attack-stage.builders.js';
import { recordAt, recordsOf } from './record.builders.js';

describe('an attacker who can write the database and the topic, and has no key', () => {
  const { audit, keep, rewrite, forged, cutTo, deleteBefore, publish, published, query, breakOf, started } =
    attackStage();

  /** Three checkpoints, at the entries 10, 11 and 12; what a verifier and an anchor have kept of the last. */
  const three = async (): Promise<VerifiedCheckpoint> => {
    for (const count of [11, 12]) {
      await keep(recordsOf(0, count));
      await audit().sign();
    }
    return (await started().verify()).chains[0]!.verified!;
  };
  /** The only signed checkpoints that the attacker has are old ones. */
  const topicWith = async (count: number) => {
    const all = await published();
    await deleteBefore(all.length);
    for (const checkpoint of all.slice(0, count)) await publish(checkpoint);
  };

  const ATTACKS: readonly [string, () => Promise<unknown>, string | null][] = [
    [
      'tampered: an entry changed, all hashes after it fitting, no checkpoint left',
      async () => {
        await rewrite(forged(12));
        await topicWith(0);
      },
      'no-checkpoints',
    ],
    [
      'cut: the last entries and their checkpoints deleted',
      async () => {
        await cutTo(10);
        await topicWith(1);
      },
      null,
    ],
    [
      'replaced: every entry another one, no checkpoint left',
      async () => {
        await rewrite(recordsOf(0, 12).map((_, i) => recordAt(i, { value: Buffer.from('another') })));
        await topicWith(0);
      },
      'no-checkpoints',
    ],
    [
      'replayed: chain and topic put back to an earlier state',
      async () => {
        await query('TRUNCATE chain, entry');
        await keep(recordsOf(0, 11));
        await topicWith(2);
      },
      null,
    ],
  ];

  it.each(ATTACKS)('%s', async (_, attack, withoutMemory) => {
    const kept = await three();
    await attack();
    const withAnchor = (request: { anchors: AnchoredHead[] } | { since: VerifiedCheckpoint }) =>
      started().verify({}, { chain: CHAIN, ...request });

    // The running process remembers what it has published. One that was started since does not.
    expect(await breakOf(audit())).toMatchObject({ kind: 'checkpoint-gap' });
    expect((await breakOf())?.kind ?? null).toBe(withoutMemory);

    // The verifier and the anchor do.
    expect(await withAnchor({ since: kept })).toMatchObject({ ok: false });
    const { chain, number, seq, hash } = kept;
    expect(await withAnchor({ anchors: [{ chain, number, seq, hash }] })).toMatchObject({
      ok: false,
      chains: [{ firstBreak: { kind: 'anchor-mismatch' } }],
    });
  });
});
