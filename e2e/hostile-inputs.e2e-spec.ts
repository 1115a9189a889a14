import { seededCard, seededCards } from './support/charges/cards.js';
import { BatchWriter } from './support/hostile/batches.js';
import { itPassesHolesAndOtherCodecs, itReadsEveryBatch } from './support/hostile/bytes.js';
import { itRefusesCardNumbers } from './support/hostile/card-numbers.js';
import { itRefusesBrokenClocks } from './support/hostile/clocks.js';
import { itShowsForeignRecords } from './support/hostile/foreign-records.js';
import { everyGroupIsAtTheEnd } from './support/hostile/groups-health.js';
import { StrangeClients } from './support/hostile/http.js';
import { Measures } from './support/hostile/measures.js';
import { SettledCharges } from './support/hostile/setting.js';
import { itHasRoomBesideSlowCallers } from './support/hostile/slow-callers.js';
import { itBelievesTwilio } from './support/hostile/texts.js';
import { peajeJson } from './support/operator.js';
import { auditHasCaughtUp } from './support/reconciliation/reconciled-downstream.js';
import { wholeLedger } from './support/reconciliation/whole-ledger.js';

const TIMEOUT_MS = 240_000;
const MOST_MEMORY_MB = 512;
/** On a busy machine single milliseconds say nothing. */
const AS_FAST_MS = 50;

const measures = new Measures(seededCard(472));
const { statuses, figures } = measures;
beforeAll(() => measures.start(), TIMEOUT_MS);
afterAll(() => measures.report());

describe('batches that other programs write to the charge topics', () => {
  const charges = new SettledCharges(seededCards(451, 466));
  const writer = new BatchWriter();
  beforeAll(async () => {
    await writer.connect();
    await charges.charge();
  }, TIMEOUT_MS);
  afterAll(() => writer.disconnect());

  itReadsEveryBatch(charges, writer, figures);
  itShowsForeignRecords(charges, writer);
  itPassesHolesAndOtherCodecs(charges, figures);
});

describe('pos, for gates with broken clocks', () => itRefusesBrokenClocks(figures));

describe('pos, for clients with habits of their own', () => {
  const clients = new StrangeClients(seededCard(470), statuses, figures);
  clients.itAnswersEach();
  clients.itDoesWhatItCanOfPreferences();
  clients.itCancelsWithoutABody();
  clients.itNamesTheMethodsOfEachPath();
  itHasRoomBesideSlowCallers(seededCard(471), statuses, figures);
});

describe('card numbers', () => itRefusesCardNumbers(figures));

describe('sms', () => itBelievesTwilio());

describe('after all of that', () => {
  beforeAll(() => measures.end(), TIMEOUT_MS);

  it(
    'every group is in its group and has committed the end of the log',
    () => everyGroupIsAtTheEnd(),
    TIMEOUT_MS,
  );

  it('no answer was a 5xx', () => {
    expect(Object.keys(statuses.seen()).length).toBeGreaterThan(5);
    expect(statuses.serverErrors()).toEqual([]);
  });

  it(`no service needed more than ${MOST_MEMORY_MB} MB, and none was started again`, () => {
    for (const [service, { peak }] of Object.entries(measures.memoryMb()))
      expect({ service, isWithin: peak <= MOST_MEMORY_MB, peak }).toEqual({ service, isWithin: true, peak });
    expect(measures.processes.after).toEqual(measures.processes.before);
  });

  it(
    'all balances sum to zero, and each equals its postings',
    async () => {
      const accounts = await wholeLedger('acc_rich');
      figures['accounts'] = accounts.length;
      expect(accounts.filter(({ balance, posted }) => balance !== posted)).toEqual([]);
      expect(accounts.reduce((sum, { balance }) => sum + balance, 0n)).toBe(0n);
    },
    TIMEOUT_MS,
  );

  it(
    'the record of audit holds, and agrees with the topics',
    async () => {
      await auditHasCaughtUp(60_000);
      const { ok, chains } = await peajeJson<{ ok: boolean; chains: { reread: object }[] }>(
        'audit',
        'verify',
        '--from-topic',
      );
      expect(ok).toBe(true);
      for (const { reread } of chains) expect(reread).toMatchObject({ ok: true, behind: 0 });
    },
    TIMEOUT_MS,
  );

  it('a till is answered as fast as before', () => {
    const { before, after } = measures.tillMs;
    expect(after).toBeLessThanOrEqual(Math.max(2 * before, AS_FAST_MS));
  });
});
