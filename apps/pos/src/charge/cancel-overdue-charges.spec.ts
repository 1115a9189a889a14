import { CancelOverdueCharges } from './cancel-overdue-charges.handler.js';
import type { Charges } from './charges.js';

/** A database that answers when the spec lets it. */
function slowCharges() {
  const asked: { ids: readonly string[]; end: PromiseWithResolvers<number> }[] = [];
  const change = ({ ids = [] }: { ids?: readonly string[] }): Promise<number> => {
    const end = Promise.withResolvers<number>();
    asked.push({ ids, end });
    return end.promise;
  };
  return { asked, charges: { change } as unknown as Charges };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

it('ids that come while one transaction runs go into the next, together, 500 at most', async () => {
  const { asked, charges } = slowCharges();
  const overdue = new CancelOverdueCharges(charges);
  const first = overdue.one('a');
  const others = Array.from({ length: 501 }, (_, n) => overdue.one(`b${n}`));

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

it('a transaction that fails fails for all that wait for it, and the next attempt takes their ids', async () => {
  const { asked, charges } = slowCharges();
  const overdue = new CancelOverdueCharges(charges);
  const both = [overdue.one('a'), overdue.one('b')];
  asked[0]!.end.reject(new Error('no database'));
  for (const one of both) await expect(one).rejects.toThrow('no database');

  const again = overdue.one('a');
  expect(asked[1]!.ids).toEqual(['b', 'a']);
  asked[1]!.end.resolve(2);
  await again;
});

it('a sweep goes on while as many charges are overdue as one transaction takes', async () => {
  const overdue = [500, 500, 3];
  const asked: object[] = [];
  const charges = {
    change: async (scope: object) => (asked.push(scope), overdue.shift()),
  } as unknown as Charges;
  expect(await new CancelOverdueCharges(charges).any()).toBe(1_003);
  expect(asked).toEqual(Array(3).fill({ select: 'overdue', limit: 500 }));
});
