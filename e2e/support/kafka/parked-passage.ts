import type { ChargeView } from '@peaje/contracts';
import { eventually } from '@peaje/testing/outside';
import { chargeIn, passGate, settled } from '../charges/callers.js';
import type { SeededCard } from '../charges/cards.js';
import { endOffsets, recordsSince } from './log-reader.js';
import { writeChanged } from './log-writer.js';

const TOPIC = 'passages.requested';

/** A passage of the card; debit has not decided it when this returns. */
export async function passed({ token }: SeededCard): Promise<ChargeView> {
  const answer = await passGate({ token, amountMinor: 300 });
  expect(answer.status).toBe(202);
  return chargeIn(answer);
}

/** Writes the request of a decided passage again with another amount: debit refuses it, and parks its account. */
export async function parkPassages(card: SeededCard): Promise<void> {
  const before = await endOffsets();
  const { id } = await settled((await passed(card)).id, 'toll');
  const record = await eventually('the request is on its topic', async () => {
    const found = (await recordsSince(before)).find(
      ({ topic, subject }) => topic === TOPIC && subject === id,
    );
    expect(found).toBeDefined();
    return found!;
  });
  await writeChanged(record, (data) => ({ ...data, amount: { value: '999', currency: 'EUR' } }));
}
