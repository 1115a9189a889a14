import { createHash, sign } from 'node:crypto';
import type { AuditCheckpoint } from '@peaje/contracts';
import { NotAcknowledgedError, type KafkaProducer } from '@peaje/messaging';
import type pg from 'pg';
import { attackStage, CHAIN } from './attack-stage.builders.js';
import { privateKey } from './checkpoint.builders.js';
import { recordsOf } from './record.builders.js';

describe('the numbers of checkpoints', () => {
  describe('after an audit that did not number them', () => {
    const { published, publish, deleteBefore, hashAt, started, breakOf } = attackStage({ isSigned: false });

    /** Written down once more, so that the code cannot change what version 1 signs. */
    const unnumbered = async (seq: number): Promise<AuditCheckpoint> => {
      const head = { chain: CHAIN, seq, hash: (await hashAt(seq)).toString('hex') };
      const signedAt = '2026-11-22T10:00:00.000Z';
      const bytes = JSON.stringify(['peaje.audit.checkpoint.v1', CHAIN, seq, head.hash, signedAt]);
      return { ...head, signedAt, signature: sign(null, Buffer.from(bytes), privateKey).toString('base64') };
    };
    const digestOf = ({ seq, hash }: AuditCheckpoint) =>
      createHash('sha256')
        .update(JSON.stringify(['peaje.audit.checkpoint.v1', CHAIN, seq, hash]))
        .digest('hex');

    beforeEach(async () => {
      for (const seq of [4, 7]) await publish(await unnumbered(seq));
    });

    it('they count as before number 1, which names the last of them', async () => {
      await started().sign();
      expect((await published()).at(-1)).toMatchObject({
        number: 1,
        seq: 10,
        previous: digestOf(await unnumbered(7)),
      });
      expect(await started().verify()).toMatchObject({
        ok: true,
        chains: [{ checkpoints: { checked: 3, invalid: 0, number: 1, vouchedSeq: 10 } }],
        warnings: [],
      });
    });

    it('the one that number 1 names is missed when it is gone', async () => {
      await started().sign();
      await deleteBefore(2);
      expect(await breakOf()).toMatchObject({ kind: 'checkpoint-gap', seq: 10 });
    });

    it('they alone are no numbered checkpoint', async () => {
      expect(await breakOf()).toMatchObject({ kind: 'no-checkpoints' });
    });
  });

  describe('when Kafka does not acknowledge one', () => {
    const { keep, published, records, started, breakOf, pool, producer } = attackStage();

    /** The first append is reported as lost; Kafka has it, or not. */
    const unreliable = (hasIt: boolean): KafkaProducer => {
      let isFirst = true;
      return {
        append: async (...of: Parameters<KafkaProducer['append']>) => {
          const fails = isFirst;
          isFirst = false;
          if (!fails || hasIt) await producer.append(...of);
          if (fails) throw new NotAcknowledgedError('no reply');
        },
        disconnect: async () => undefined,
      };
    };

    it.each([
      ['Kafka has it', true],
      ['Kafka has it not', false],
    ])('%s: its number gets no other head, though the chain has grown', async (_, hasIt) => {
      await keep(recordsOf(0, 12));
      const audit = started({}, { producer: unreliable(hasIt) });
      await audit.sign();
      await keep(recordsOf(0, 15));
      await audit.sign();
      await audit.sign();
      const numbers = (await published()).map(({ number, seq }) => [number, seq]);
      expect(numbers).toEqual([
        [1, 10],
        [2, 12],
        [3, 15],
      ]);
      const ids = (await records()).map(({ headers }) => headers?.['ce_id']);
      expect(ids).toEqual([...new Set(ids)]);
      expect(audit.problems).toEqual([]);
      expect(await breakOf()).toBeNull();
    });

    it('no entry is hashed twice while it waits', async () => {
      const starts: bigint[] = [];
      const counting = new Proxy(pool(), {
        get: (target, name) => {
          if (name !== 'query') return Reflect.get(target, name, target) as unknown;
          return (text: string, values: unknown[]) => {
            if (/ORDER BY seq LIMIT \$4/.test(text) && values[3] !== 1) starts.push(values[1] as bigint);
            return target.query(text, values) as Promise<pg.QueryResult>;
          };
        },
      });
      const audit = started({}, { pool: counting, producer: unreliable(false) });
      await keep(recordsOf(0, 12));
      await audit.sign();
      await keep(recordsOf(0, 15));
      await audit.sign();
      expect(starts[0]).toBe(10n);
      expect(starts.filter((seq) => seq === 10n)).toHaveLength(1);
      expect(starts.at(-1)).toBe(15n);
    });
  });
});
