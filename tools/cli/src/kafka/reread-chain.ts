import {
  type AnchoredHead,
  canonicalBytes,
  type ChainVerification,
  EMPTY_CHAIN,
  hashAfter,
} from '@peaje/contracts';
import { exactInt } from '@peaje/kernel';
import type { KafkaAccess } from './kafka-access.js';
import { readRecords } from './read-records.js';

/** The comparison of a chain with its topic. */
export interface Reread {
  readonly ok: boolean;
  /** The records of the partition up to the end of the chain. */
  readonly records: number;
  /** The later records, which audit has not recorded yet. */
  readonly behind: number | string;
  /** Null when the topic and the chain agree. */
  readonly difference: string | null;
}

/**
 * Reads a partition from its beginning to the head of its chain and computes the chain again. On the way it must come by
 * the heads of the anchors.
 */
export async function rereadChain(
  kafka: KafkaAccess,
  { chain, head }: Pick<ChainVerification, 'chain' | 'head'>,
  signal: AbortSignal,
  anchors: readonly Pick<AnchoredHead, 'number' | 'seq' | 'hash'>[] = [],
  onRecord: () => void = () => undefined,
): Promise<Reread> {
  const at = chain.lastIndexOf('/');
  const topic = chain.slice(0, at);
  const partition = Number(chain.slice(at + 1));
  await kafka.assertTopic(topic);
  const ends = (await kafka.ends(topic)).find((one) => one.partition === partition);
  if (!ends) return differs(`${topic} has no partition ${partition}`);
  const to = BigInt(head.offset) + 1n;
  if (to > ends.high)
    return differs(`the chain ends at offset ${head.offset}, the partition before ${ends.high}`);
  if (ends.low > 0n && to > 0n) return differs(`the topic has lost its first ${ends.low} records`);
  let hash = EMPTY_CHAIN.hash;
  let records = 0;
  const anchoredAt = new Map(anchors.map((anchor) => [anchor.seq, anchor]));
  let unlike: number | null = null;
  await readRecords(
    kafka,
    [{ topic, partition, from: 0n, to }],
    (record) => {
      hash = hashAfter(hash, canonicalBytes(record));
      records++;
      onRecord();
      const anchor = anchoredAt.get(records);
      if (anchor && anchor.hash !== hash.toString('hex')) unlike ??= anchor.number;
      return 'more';
    },
    signal,
  );
  signal.throwIfAborted();
  const behind = exactInt(ends.high - to);
  if (records !== head.seq) {
    return differs(
      `up to offset ${head.offset} the topic has ${records} records, the chain ${head.seq}`,
      records,
      behind,
    );
  }
  if (hash.toString('hex') !== head.hash) {
    return differs(`the same ${records} records hash to another head: one of them differs`, records, behind);
  }
  if (unlike !== null)
    return differs(
      `its records hash to another head than checkpoint ${unlike} of the anchor`,
      records,
      behind,
    );
  return { ok: true, records, behind, difference: null };
}

const differs = (difference: string, records = 0, behind: Reread['behind'] = 0): Reread => ({
  ok: false,
  records,
  behind,
  difference,
});
