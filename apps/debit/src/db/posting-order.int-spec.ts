import { cancellationEvent } from '@peaje/testing';
import { Bank, passage } from './bank.builders.js';

describe('the postings of an account, newest first', () => {
  let bank: Bank;

  beforeAll(async () => (bank = await Bank.open()));
  afterAll(() => bank.database.drop());

  it('a reversal and a recovery of old charges come first, and a walk by cursors sees each posting once', async () => {
    const holder = await bank.newHolder();
    const account = { kind: 'holder', id: holder.accountId } as const;
    const member = bank.member();
    const declined = passage(holder, '390');
    await member.execute([declined]);
    await bank.deposit(holder.accountId, '1000');
    const old = passage(holder, '100');
    await member.execute([old]);
    await member.execute([passage(holder, '50')]);
    await member.execute([cancellationEvent(old.data)]);
    await bank.recover(declined.data.chargeId);

    const kinds = ['debt-recovery', 'reversal', 'charge', 'charge', 'deposit'];
    const all = await bank.postings.list(account, { limit: 10 });
    expect(all.map(({ kind }) => kind)).toEqual(kinds);

    const walked = [];
    for (let before: string | undefined; walked.length < all.length; before = walked.at(-1)!.position) {
      const page = await bank.postings.list(account, { before, limit: 2 });
      expect(page.length).toBeGreaterThan(0);
      walked.push(...page);
    }
    expect(walked).toEqual(all);
    // A cursor of an earlier version names the last posting of its page.
    expect(await bank.postings.list(account, { before: all[1]!.id, limit: 10 })).toEqual(all.slice(2));
    await expect(bank.postings.list(account, { before: 'nonsense', limit: 10 })).rejects.toMatchObject({
      code: 'invalid-request',
      field: 'cursor',
    });
  });
});
