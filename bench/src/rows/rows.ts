import { audit } from './audit.js';
import { behindRow } from './behind.js';
import { ceilingsRow } from './ceilings.js';
import { commits } from './commits.js';
import { cpu } from './cpu.js';
import { drainRow } from './drain.js';
import { grownRow } from './grown.js';
import { groups } from './groups.js';
import { hotDup } from './hot-dup.js';
import { idleRow } from './idle.js';
import { memoryRow } from './footprint.js';
import { ndjson } from './ndjson.js';
import type { Row } from './row.js';
import { shop64 } from './shop-64.js';
import { shop64P99 } from './shop-64-p99.js';
import { shopOne } from './shop-one.js';
import { shopPair } from './shop-pair.js';
import { sms } from './sms.js';
import { sql } from './sql.js';
import { startRow } from './start.js';
import { tollRow } from './toll.js';
import { twoDebits } from './two-debits.js';

/** In the order of the table. */
export const ROWS: readonly Row[] = [
  shop64,
  shop64P99,
  shopPair,
  shopOne,
  cpu,
  commits,
  behindRow,
  tollRow,
  ndjson,
  drainRow,
  twoDebits,
  sql,
  hotDup,
  audit,
  sms,
  groups,
  grownRow,
  idleRow,
  startRow,
  memoryRow,
  ceilingsRow,
];
