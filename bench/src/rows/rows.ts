import { audit } from './audit.js';
import { behindRow } from './behind.js';
import { commits } from './commits.js';
import { cpu } from './cpu.js';
import { drainRow } from './drain.js';
import { groups } from './groups.js';
import { hotDup } from './hot-dup.js';
import { idleRow } from './idle.js';
import { ndjson } from './ndjson.js';
import type { Row } from './row.js';
import { shop64 } from './shop-64.js';
import { shop64P99 } from './shop-64-p99.js';
import { shopOne } from './shop-one.js';
import { shopPair } from './shop-pair.js';
import { sms } from './sms.js';
import { sql } from './sql.js';
import { tollRow } from './toll.js';

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
  sql,
  hotDup,
  audit,
  sms,
  groups,
  idleRow,
];
