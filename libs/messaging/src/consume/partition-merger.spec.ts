import { PartitionMerger } from './partition-merger.js';
import type { FetchedBatch, FetchedRecord, PartitionOffset } from '../kafka/kafka-client.js';
import type { Pipeline, Verdict } from './pipeline.js';

const RECORDS_A_RUN = 256;

const HANDLED: Verdict = { outcome: 'handled', tookDeadLetters: false };
const down = (handledCount: number): Verdict => ({
  outcome: 'transient',
  tookDeadLetters: false,
  handledCount,
  code: 'down',
  error: undefined,
});

function fetched(partition: number, count: number) {
  const resolved: bigint[] = [];
  let current = true;
  const records = Array.from(
    { length: count },
    (_, i) => ({ topic: 't', partition, offset: BigInt(i) }) as FetchedRecord,
  );
  const batch: FetchedBatch = {
    topic: 't',
    partition,
    records,
    nextOffset: BigInt(count),
    unreadable: null,
    isCurrent: () => current,
    resolve: (offset) => void resolved.push(offset),
    heartbeat: async () => undefined,
  };
  return { batch, resolved, takeAway: () => void (current = false) };
}

/** `judge` gets a run as `partition/offset` strings. */
function given(judge: (run: readonly string[]) => Verdict | Promise<Verdict>, { commitFailures = 0 } = {}) {
  const runs: string[][] = [];
  const committed: string[] = [];
  const pipeline = {
    handle: async (records: readonly FetchedRecord[]) => {
      runs.push(records.map(({ partition, offset }) => `${partition}/${offset}`));
      return judge(runs.at(-1)!);
    },
  } as Pipeline;
  let failures = commitFailures;
  const commit = async (offsets: readonly PartitionOffset[]) => {
    if (failures-- > 0) throw new Error('not the coordinator');
    committed.push(...offsets.map(({ partition, offset }) => `${partition}/${offset}`));
  };
  return { merger: new PartitionMerger(pipeline, commit, () => RECORDS_A_RUN), runs, committed };
}

describe('merging the partitions of one fetch', () => {
  it('one run for all, each in its order, one commit', async () => {
    const { merger, runs, committed } = given(() => HANDLED);
    const partitions = [fetched(0, 2), fetched(1, 1)];
    expect(await Promise.all(partitions.map(({ batch }) => merger.run(batch)))).toEqual([
      { outcome: 'done' },
      { outcome: 'done' },
    ]);
    expect(runs).toEqual([['0/0', '0/1', '1/0']]);
    expect(committed).toEqual(['0/2', '1/1']);
    expect(partitions.map(({ resolved }) => resolved)).toEqual([[1n], [0n]]);
  });

  it('long partitions are cut into runs of 256, shared fairly', async () => {
    const { merger, runs } = given(() => HANDLED);
    await Promise.all([merger.run(fetched(0, 300).batch), merger.run(fetched(1, 10).batch)]);
    expect(runs.map(({ length }) => length)).toEqual([138, 172]);
  });

  it('what arrives during a run goes into the next', async () => {
    const late = fetched(1, 1);
    let lateEnd: Promise<unknown> | undefined;
    const { merger, runs } = given(() => {
      lateEnd ??= merger.run(late.batch);
      return HANDLED;
    });
    await merger.run(fetched(0, 1).batch);
    await lateEnd;
    expect(runs).toEqual([['0/0'], ['1/0']]);
  });

  it('a partition that fails does not stop its neighbours, and keeps what it had done', async () => {
    const { merger, committed } = given((run) => {
      if (!run.some((at) => at === '1/1')) return HANDLED;
      return down(run.indexOf('1/1'));
    });
    const partitions = [fetched(0, 2), fetched(1, 3), fetched(2, 2)];
    const ends = await Promise.all(partitions.map(({ batch }) => merger.run(batch)));
    expect(ends.map(({ outcome }) => outcome)).toEqual(['done', 'transient', 'done']);
    expect(committed).toEqual(['0/2', '1/1', '2/2']);
    expect(partitions[1]!.resolved).toEqual([0n]);
  });

  it('a partition that was taken away is left alone', async () => {
    const partition = fetched(0, 300);
    const { merger, runs } = given(() => {
      partition.takeAway();
      return HANDLED;
    });
    expect(await merger.run(partition.batch)).toEqual({ outcome: 'gone' });
    expect(runs.map(({ length }) => length)).toEqual([256]);
  });

  it('the position moves past holes at the end, also when the fetch brought nothing else', async () => {
    const { merger, committed } = given(() => HANDLED);
    const partitions = [fetched(0, 2), fetched(1, 0)].map((one) => ({
      ...one,
      batch: { ...one.batch, nextOffset: 9n },
    }));

    await Promise.all(partitions.map(({ batch }) => merger.run(batch)));

    expect(committed).toEqual(['0/9', '1/9']);
    expect(partitions.map(({ resolved }) => resolved)).toEqual([[8n], [8n]]);
  });

  it('offsets of dead letters are committed at once, others when their time comes', async () => {
    const urgent: boolean[] = [];
    const verdicts: Verdict[] = [{ ...HANDLED, tookDeadLetters: true }, HANDLED];
    const pipeline = { handle: async () => verdicts.shift()! } as unknown as Pipeline;
    const merger = new PartitionMerger(
      pipeline,
      async (_offsets, { now }) => void urgent.push(now),
      () => RECORDS_A_RUN,
    );
    for (const partition of [0, 1]) await merger.run(fetched(partition, 1).batch);
    expect(urgent).toEqual([true, false]);
  });

  it('offsets that cannot be committed: transient, so that the records come again', async () => {
    const pipeline = { handle: async () => HANDLED } as unknown as Pipeline;
    const refused = () => Promise.reject(new Error('not the coordinator'));
    const merger = new PartitionMerger(pipeline, refused, () => RECORDS_A_RUN);
    expect(await merger.run(fetched(0, 1).batch)).toMatchObject({
      outcome: 'transient',
      code: 'offset-commit-failed',
    });
  });

  it('a commit that fails once skips nothing: every record is run', async () => {
    const { merger, runs } = given(() => HANDLED, { commitFailures: 1 });
    await Promise.all([merger.run(fetched(0, 300).batch), merger.run(fetched(1, 10).batch)]);
    const all = [0, 1].flatMap((p) => Array.from({ length: p === 0 ? 300 : 10 }, (_, i) => `${p}/${i}`));
    expect(new Set(runs.flat())).toEqual(new Set(all));
  });
});
