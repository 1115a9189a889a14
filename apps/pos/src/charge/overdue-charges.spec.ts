import type { Charges } from './charges.js';
import { OverdueCharges } from './overdue-charges.js';

/** A database that answers when it is told to. */
function slowCharges() {
  const asked: { ids: readonly string[]; end: PromiseWithResolvers<number> }[] = [];
  const cancelOverdue = ({ ids = [] }: { ids?: readonly string[] }): Promise<number> => {
    const end = Promise.withResolvers<number>();
    asked.push({ ids, end });
    return end.promise;
  };
  return { asked, charges: { cancelOverdue } as unknown as Charges };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

it('what comes while one transaction runs goes into the next, together, 500 at most', async () => {
  const { asked, charges } = slowCharges();
  const overdue = new OverdueCharges(charges);
  const first = overdue.cancel('a');
  const others = Array.from({ length: 501 }, (_, n) => overdue.cancel(`b${n}`));

  expect(asked.map(({ ids }) => ids)).toEqual([['a']]);
  asked[0]!.end.resolve(1);
  await turn();
  expect(asked.map(({ ids }) => ids.length)).toEqual([1, 500]);
  asked[1]!.end.resolve(500);
  await turn();
  asked[2]!.end.resolve(1);

  await Promise.all([first, ...others]);
  expect(asked.map(({ ids }) => ids.length)).toEqual([1, 500, 1]);
});

it('a transaction that fails says so to all who wait, and the next attempt takes them all', async () => {
  const { asked, charges } = slowCharges();
  const overdue = new OverdueCharges(charges);
  const both = [overdue.cancel('a'), overdue.cancel('b')];
  asked[0]!.end.reject(new Error('no database'));
  for (const one of both) await expect(one).rejects.toThrow('no database');

  const again = overdue.cancel('a');
  expect(asked[1]!.ids).toEqual(['b', 'a']);
  asked[1]!.end.resolve(2);
  await again;
});
