import { GroupCommit } from './group-commit.js';

/**
 * For a read that many callers make of one item each: what is asked for at the same moment is read together, and each gets the
 * whole of it. Several items at once are a read of their own.
 */
export function readTogether<Item, Found>(
  read: (items: readonly Item[]) => Promise<Found>,
): (items: readonly Item[]) => Promise<Found> {
  const group = new GroupCommit(async (items: readonly Item[]) => {
    const found = await read(items);
    return items.map(() => found);
  });
  return (items) => {
    const [one, ...others] = items;
    return one !== undefined && others.length === 0 ? group.run(one) : read(items);
  };
}
