import { eventually } from '@peaje/testing/outside';
import { chargeAtTill, chargeIn, passGate, readCharge, settled } from './support/charges/callers.js';
import { holdCharge } from './support/faults/database-faults.js';
import { ask } from './support/http/http-client.js';
import { endOffsets, recordsSince } from './support/kafka/log-reader.js';
import { writeAgain } from './support/kafka/log-writer.js';
import { wholeLedger } from './support/reconciliation/whole-ledger.js';
import { balanceOf, postingsFor } from './support/services/bank.js';
import { entriesOf, noticesOf, textsTo } from './support/services/downstream.js';
import { debtsOf, deposit, openAccountKnownToPos, recover } from './support/services/holders.js';

const TOLL_MINOR = 500;
const HOLDERS = [
  {
    language: 'en',
    phone: '+34611730001',
    declined: 'Peaje: could not charge 5.00 EUR for Toll Road to card *7777. It is now a debt. Ref ',
    refund: 'Peaje: refund of 5.00 EUR from Toll Road to card *7777. Balance 51.00 EUR. Ref ',
  },
  {
    language: 'es',
    phone: '+34611730002',
    declined: 'Peaje: no se pudo cobrar 5,00 EUR de Toll Road con tarjeta *7777. Queda como deuda. Ref ',
    refund: 'Peaje: devuelto el cargo de 5,00 EUR en Toll Road, tarjeta *7777. Saldo 51,00 EUR. Ref ',
  },
] as const;

describe.each(HOLDERS)(
  'a gate cancels a passage whose debt the bank has recovered already ($language)',
  ({ language, phone, declined, refund }) => {
    let accountId: string;
    let token: string;
    let id: string;

    /** The bank has declined the passage and recovered its debt, and pos knows of neither when the gate cancels. */
    beforeAll(async () => {
      const before = await endOffsets();
      ({ accountId, token } = await openAccountKnownToPos(100n, phone, language));
      const outcomes = (await recordsSince(before)).filter(
        ({ topic, key }) => topic === 'passages.decided' && key === accountId,
      );
      const held = await holdCharge(outcomes[0]!.subject!);
      try {
        // pos waits for the held row, and reads no other outcome of the account meanwhile.
        await writeAgain(outcomes);
        ({ id } = chargeIn(await passGate({ token, amountMinor: TOLL_MINOR })));
        await eventually('the bank has declined the passage', async () =>
          expect(await debtsOf(accountId)).toMatchObject([{ chargeId: id, status: 'open' }]),
        );
        await deposit(accountId, 5_000n);
        expect((await recover(id)).status).toBe(201);
        expect(await balanceOf(accountId)).toBe(4_600n);
        expect(await readCharge(id, 'toll')).toMatchObject({ status: 'pending', ledger: 'open' });
        const cancelled = await ask('pos', 'POST', `/v1/charges/${id}/cancellation`, {
          as: 'toll',
          headers: { prefer: 'wait=1' },
        });
        expect(chargeIn(cancelled)).toMatchObject({ status: 'cancelled', ledger: 'open' });
      } finally {
        await held.letGo();
      }
    }, 120_000);

    it('the gate sees the charge cancelled, and the bank took nothing for it', async () => {
      expect(await settled(id, 'toll', 60_000)).toMatchObject({
        status: 'cancelled',
        ledger: 'untouched',
        reason: 'cancelled-by-caller',
      });
    });

    it('the money is back, each way with a posting of its own, and the debt is settled', async () => {
      await eventually('the money is back', async () => expect(await balanceOf(accountId)).toBe(5_100n));
      const amount = { value: String(TOLL_MINOR), currency: 'EUR' };
      const [back, there, ...more] = await postingsFor(accountId, id);
      expect(there).toMatchObject({ kind: 'debt-recovery', from: accountId, to: 'm_toll_road', amount });
      expect(back).toMatchObject({ kind: 'recovery-reversal', from: 'm_toll_road', to: accountId, amount });
      expect(more).toEqual([]);
      expect(await debtsOf(accountId)).toMatchObject([
        {
          chargeId: id,
          status: 'cancelled',
          recoveredAt: expect.any(String),
          cancelledAt: expect.any(String),
        },
      ]);
    });

    it('the holder gets one text of the decline and one of the refund', async () => {
      const reference = id.slice(-6);
      await eventually('sms has sent both', async () =>
        expect((await textsTo(phone)).filter((text) => text.endsWith(reference)).sort()).toEqual(
          [declined + reference, refund + reference].sort(),
        ),
      );
      expect((await noticesOf(id)).map(({ template }) => template).sort()).toEqual(['declined', 'reversed']);
    });

    it('audit has both requests and each outcome', async () => {
      await eventually('audit has caught up', async () =>
        expect((await entriesOf(id)).map(({ type }) => type).sort()).toEqual([
          'peaje.charge.cancellation-requested.v1',
          'peaje.charge.declined.v1',
          'peaje.charge.declined.v1',
          'peaje.charge.requested.v1',
          'peaje.charge.reversed.v1',
        ]),
      );
    });

    it('the card pays again, at tills and at gates', async () => {
      expect(chargeIn(await chargeAtTill({ token, amountMinor: 100 })).status).toBe('approved');
      const passage = await eventually('the gates accept the card', async () => {
        const answer = await passGate({ token, amountMinor: 100 });
        expect(answer.status).toBe(202);
        return chargeIn(answer);
      });
      expect(await settled(passage.id, 'toll')).toMatchObject({ status: 'approved', ledger: 'debited' });
    });
  },
);

it('the balances of all accounts sum to 0, and each is what its postings moved', async () => {
  const accounts = await eventually('each balance is what its postings moved', async () => {
    const all = await wholeLedger('acc_rich');
    expect(all.filter(({ balance, posted }) => balance !== posted)).toEqual([]);
    return all;
  });
  expect(accounts.reduce((sum, { balance }) => sum + balance, 0n)).toBe(0n);
}, 120_000);
