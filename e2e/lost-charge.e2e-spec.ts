import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChargeView } from '@peaje/contracts';
import { eventually } from '@peaje/testing/outside';
import { chargeIn, passGate, readCharge, settled } from './support/charges/callers.js';
import { seededCard, seededCards } from './support/charges/cards.js';
import { startService, stopService } from './support/faults/faults.js';
import { inDatabase } from './support/faults/tampering.js';
import { ask } from './support/http/http-client.js';
import { endOffsets, recordsSince, type SeenRecord } from './support/kafka/log-reader.js';
import { peajeJson } from './support/operator.js';
import { balanceOf } from './support/services/bank.js';

const TOLL_MINOR = 300;
const RUNBOOK = join(import.meta.dirname, '../docs/runbooks/database-restored-behind-kafka.md');
const card = seededCard(261);

interface Letter {
  readonly code: string;
  readonly line: string;
}
const lettersOf = (accountId: string) =>
  peajeJson<Letter[]>('dlq', 'list', '--group', 'pos', '--parked-key', accountId);
const parked = (codes: readonly string[]) =>
  eventually(`${codes.length} outcomes of the account are parked`, async () =>
    expect((await lettersOf(card.accountId)).map(({ code }) => code)).toEqual(codes),
  );
async function pass(token = card.token): Promise<ChargeView> {
  const answer = await passGate({ token, amountMinor: TOLL_MINOR });
  expect(answer.status).toBe(202);
  return chargeIn(answer);
}

/** The statement of the runbook that writes a charge back from its request. */
function writeBack(): string {
  const statement = /```sql\n\s*(INSERT INTO charge [^]+?)```/.exec(readFileSync(RUNBOOK, 'utf8'));
  if (!statement) throw new Error(`${RUNBOOK} has no such statement`);
  return statement[1]!;
}

/** pos has accepted a passage and published its request. Then its database fails over to a standby that had not got it. */
describe('a charge that a failover lost', () => {
  let balance: bigint;
  let lost: ChargeView;
  let request: SeenRecord;
  let behind: ChargeView;

  beforeAll(async () => {
    balance = await balanceOf(card.accountId);
    const before = await endOffsets();
    await stopService('debit');
    lost = await pass();
    request = await eventually('the request is published', async () => {
      const records = await recordsSince(before);
      const found = records.find(
        ({ topic, subject }) => topic === 'passages.requested' && subject === lost.id,
      );
      expect(found).toBeDefined();
      return found!;
    });
    const deleted = await inDatabase('pos', (sql) => sql('DELETE FROM charge WHERE id = $1', [lost.id]));
    expect(deleted.rowCount).toBe(1);
    await startService('debit');
  }, 120_000);
  afterAll(() => startService('debit'));

  it('its outcome waits as a dead letter and holds up its account only; the bank has the money', async () => {
    await parked(['unknown-charge']);
    expect(await balanceOf(card.accountId)).toBe(balance - BigInt(TOLL_MINOR));
    behind = await pass();
    await parked(['unknown-charge', 'behind-dead-letter']);
    expect(await readCharge(behind.id, 'toll')).toMatchObject({ status: 'pending', ledger: 'open' });
    // Some of these sixteen accounts lie in the same partition.
    for (const { token } of seededCards(262, 278))
      expect(await settled((await pass(token)).id, 'toll')).toMatchObject({ status: 'approved' });
  });

  it('an operator writes it back from its request and redrives: nothing is lost, and its gate can take it back', async () => {
    const written = await inDatabase('pos', (sql) => sql(writeBack(), [request.value]));
    expect(written.rowCount).toBe(1);
    await peajeJson('dlq', 'redrive', '--code', 'unknown-charge', '--group', 'pos', '--reason', 'failover');

    for (const { id } of [lost, behind])
      expect(await settled(id, 'toll')).toMatchObject({ status: 'approved', ledger: 'debited' });
    expect(await lettersOf(card.accountId)).toEqual([]);
    expect(await readCharge(lost.id, 'toll')).toMatchObject({
      amount: { value: String(TOLL_MINOR) },
      gateId: lost.gateId,
      laneId: lost.laneId,
      requestedAt: lost.requestedAt,
      passedAt: lost.passedAt,
    });

    await ask('pos', 'POST', `/v1/charges/${lost.id}/cancellation`, { as: 'toll' });
    expect(await settled(lost.id, 'toll')).toMatchObject({ status: 'cancelled', ledger: 'reversed' });
    expect(await balanceOf(card.accountId)).toBe(balance - BigInt(TOLL_MINOR));
  });
});
