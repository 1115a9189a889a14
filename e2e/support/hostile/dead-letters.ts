import type { DeadLetterView } from '@peaje/contracts';
import { eventually, type StackService } from '@peaje/testing/outside';
import { ask, readAll } from '../http/http-client.js';
import { offsetsOf, type WrittenBatch } from './batches.js';

export const CHARGE_TOPICS = ['charges.requested', 'charges.decided'] as const;

/** The groups that decode a topic. audit stores bytes, so it has no dead letters. */
const READERS: Readonly<Record<(typeof CHARGE_TOPICS)[number], readonly StackService[]>> = {
  'charges.requested': ['debit'],
  'charges.decided': ['pos', 'sms'],
};
const DISCARDS_AT_ONCE = 8;

export interface OwnedLetter {
  readonly service: StackService;
  readonly letter: DeadLetterView;
}

/** Each reader of each topic has a dead letter for each of these offsets, and no key waits for one. */
export async function deadLettersOf(batches: readonly WrittenBatch[], code: string): Promise<OwnedLetter[]> {
  const found: OwnedLetter[] = [];
  for (const topic of CHARGE_TOPICS) {
    const positions = batches
      .filter((batch) => batch.topic === topic)
      .flatMap((batch) => offsetsOf(batch).map((offset) => `${batch.partition}@${offset}`));
    for (const service of READERS[topic]) {
      const letters = await lettersAt(service, topic, positions, code);
      found.push(...letters.map((letter) => ({ service, letter })));
    }
  }
  return found;
}

const lettersAt = (service: StackService, topic: string, positions: readonly string[], code: string) =>
  eventually(
    `${service} has a dead letter of each record on ${topic}`,
    async () => {
      const all = (await readAll(service, `/v1/dead-letters?topic=${topic}&limit=200`)) as DeadLetterView[];
      const own = new Set(positions);
      const letters = all.filter(({ partition, offset }) => own.has(`${partition}@${offset}`));
      expect(letters.map((one) => `${one.partition}@${one.offset} ${one.code} ${one.line}`).sort()).toEqual(
        positions.map((position) => `${position} ${code} none`).sort(),
      );
      return letters;
    },
    60_000,
  );

/** An operator discards them. @returns how many */
export async function discardAll(letters: readonly OwnedLetter[]): Promise<number> {
  const waiting = [...letters];
  const worker = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const body = { deadLetterId: next.letter.id, reason: 'hostile bytes of a spec' };
      expect((await ask(next.service, 'POST', '/v1/discards', { body })).status).toBe(200);
    }
  };
  await Promise.all(Array.from({ length: DISCARDS_AT_ONCE }, worker));
  return letters.length;
}
