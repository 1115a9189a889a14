import { join } from 'node:path';
import { newId } from '@peaje/kernel';
import type { PostgresLedger } from '../../../apps/debit/src/db/ledger.sql.js';
import type { SettleCharges } from '../../../apps/debit/src/ledger/settle-charges.handler.js';
import type { openPool } from '../../../libs/chassis/src/database/database.js';
import { requestValue } from '../arms/records.js';
import { MERCHANTS } from '../stack/bench-stack.js';
import { ACCOUNTS } from '../stack/crowd.js';

const DEBIT = join(import.meta.dirname, '../../../apps/debit/dist');
const CHASSIS = join(import.meta.dirname, '../../../libs/chassis/dist');
/** As many as a run of debit takes of passages that wait. */
const A_BATCH = 1_024;

/** debit's own decisions, batch after batch on one connection, without Kafka. */
export async function decideAlone(url: string, batches: number) {
  const { PostgresLedger: Ledger } = (await import(join(DEBIT, 'db/ledger.sql.js'))) as {
    PostgresLedger: typeof PostgresLedger;
  };
  const { SettleCharges: Settle } = (await import(join(DEBIT, 'ledger/settle-charges.handler.js'))) as {
    SettleCharges: typeof SettleCharges;
  };
  const { openPool: open } = (await import(join(CHASSIS, 'database/database.js'))) as {
    openPool: typeof openPool;
  };
  const pool = open({ url, size: 1, name: 'bench' });
  const relay = { offer: () => undefined } as never;
  const settle = new Settle(new Ledger(pool, relay), { now: () => new Date() });
  const warm = Math.ceil(batches / 10);
  let startedMs = 0;
  for (let n = 0; n < warm + batches; n++) {
    if (n === warm) startedMs = performance.now();
    await settle.execute(Array.from({ length: A_BATCH }, requestOf));
  }
  const seconds = (performance.now() - startedMs) / 1_000;
  await pool.end();
  return { perSecond: (batches * A_BATCH) / seconds, charges: (warm + batches) * A_BATCH };
}

function requestOf() {
  const card = { token: `card_b_${1 + Math.floor(Math.random() * ACCOUNTS)}` };
  const merchant = `m_${1 + Math.floor(Math.random() * MERCHANTS)}`;
  const amount = { value: '1', currency: 'EUR' };
  const data = requestValue(newId(), merchant, { tillId: 'till-7', card, amount });
  return {
    id: `${data.chargeId}.requested`,
    type: 'peaje.charge.requested.v1',
    source: '/peaje/bench',
    subject: data.chargeId,
    time: data.requestedAt,
    data,
  } as never;
}
