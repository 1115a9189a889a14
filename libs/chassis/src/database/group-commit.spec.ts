import { Deadline, isNothingStored, nothingStored } from '@peaje/kernel';
import { CommitUnknownError } from './database.js';
import { GroupCommit } from './group-commit.js';

const failing = (message: string, code?: string) =>
  nothingStored(Object.assign(new Error(message), { code }));

/** Commits items in groups, and remembers the groups. An item with an error fails each group that holds it. */
class Commits {
  readonly groups: string[][] = [];
  readonly errors = new Map<string, Error>();
  private running = 0;
  private held: Promise<void> | undefined;

  /** The next group stays under way until the returned function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.held = promise;
    return resolve;
  }

  readonly commit = async (items: readonly string[]): Promise<string[]> => {
    expect(++this.running).toBe(1);
    this.groups.push([...items]);
    const held = this.held;
    this.held = undefined;
    await held;
    this.running--;
    for (const item of items) if (this.errors.has(item)) throw this.errors.get(item)!;
    return items.map((item) => `${item} stored`);
  };
}

const outcomes = async (all: Promise<string>[]) =>
  (await Promise.allSettled(all)).map((one) =>
    one.status === 'fulfilled' ? one.value : (one.reason as Error).message,
  );

describe('GroupCommit', () => {
  let commits: Commits;
  beforeEach(() => {
    commits = new Commits();
  });

  it('commits what arrived meanwhile together, and each caller gets its own result', async () => {
    const group = new GroupCommit(commits.commit);
    const release = commits.hold();
    const first = group.run('a');
    while (commits.groups.length === 0) await new Promise(setImmediate);
    const others = ['b', 'c'].map((item) => group.run(item));
    release();
    expect(await outcomes([first, ...others])).toEqual(['a stored', 'b stored', 'c stored']);
    expect(commits.groups).toEqual([['a'], ['b', 'c']]);
    expect(await group.run('d')).toBe('d stored');
  });

  it('commits no more at once than it may', async () => {
    const group = new GroupCommit(commits.commit, { mostAtOnce: 2 });
    await Promise.all(['a', 'b', 'c'].map((item) => group.run(item)));
    expect(commits.groups).toEqual([['a', 'b'], ['c']]);
  });

  it('begins at most as often as it may, and at once after a pause', async () => {
    const group = new GroupCommit(commits.commit, { everyMs: 60 });
    const startedMs = performance.now();
    await group.run('a');
    expect(performance.now() - startedMs).toBeLessThan(50);
    await Promise.all([group.run('b'), new Promise(setImmediate).then(() => group.run('c'))]);
    expect(performance.now() - startedMs).toBeGreaterThan(58);
    expect(commits.groups).toEqual([['a'], ['b', 'c']]);
  });

  it('commits items of the same key one after another, in order', async () => {
    const group = new GroupCommit(commits.commit, { mostAtOnce: 2, keyOf: (item) => item[0]! });
    await Promise.all(['a1', 'a2', 'b1', 'c1', 'a3', 'b2'].map((item) => group.run(item)));
    expect(commits.groups).toEqual([
      ['a1', 'b1'],
      ['a2', 'c1'],
      ['a3', 'b2'],
    ]);
  });

  it('an item that still waits at its deadline is not stored any more; one that is under way is', async () => {
    const deadlineOf = (item: string) => Deadline.after(item === 'late' ? 10 : 20_000);
    const group = new GroupCommit(commits.commit, { deadlineOf });
    const release = commits.hold();
    const first = group.run('a');
    while (commits.groups.length === 0) await new Promise(setImmediate);
    const waiting = [group.run('late'), group.run('b')];
    const error = await waiting[0]!.catch((reason: unknown) => reason);
    expect(isNothingStored(error)).toBe(true);
    release();
    expect(await outcomes([first, waiting[1]!])).toEqual(['a stored', 'b stored']);
    expect(commits.groups).toEqual([['a'], ['b']]);
  });

  it.each([
    ['a refusal', undefined],
    ['a violation', '23505'],
    ['a lost race', '40P01'],
  ])('%s of one caller is its own: the others are stored', async (message, code) => {
    commits.errors.set('b', failing(message, code));
    const group = new GroupCommit(commits.commit);
    const all = ['a', 'b', 'c'].map((item) => group.run(item));
    expect(await outcomes(all)).toEqual(['a stored', message, 'c stored']);
    expect(commits.groups).toEqual([['a', 'b', 'c'], ['a'], ['b'], ['c']]);
  });

  it.each([
    ['an unknown commit', new CommitUnknownError('unknown', { cause: failing('refused', '23505') })],
    ['an error after which something may be stored', new Error('unknown')],
    ['a database that is away', failing('unknown', 'ECONNREFUSED')],
  ])('%s is the result of each, and nothing runs again', async (_, error) => {
    commits.errors.set('b', error);
    const group = new GroupCommit(commits.commit);
    const all = ['a', 'b', 'c'].map((item) => group.run(item));
    expect(await outcomes(all)).toEqual(['unknown', 'unknown', 'unknown']);
    expect(commits.groups).toEqual([['a', 'b', 'c']]);
  });

  it.each([
    ['goes away', failing('away', 'ECONNRESET'), 'away'],
    [
      'does not say whether it committed',
      new CommitUnknownError('unknown', { cause: new Error('away') }),
      'unknown',
    ],
  ])(
    'a database that %s between single commits ends the rest, of which nothing is stored',
    async (_, error, message) => {
      commits.errors.set('b', failing('refused'));
      const group = new GroupCommit((items: readonly string[]) => {
        if (items.length === 1) commits.errors.set('b', error);
        return commits.commit(items);
      });
      const all = ['a', 'b', 'c', 'd'].map((item) => group.run(item));
      expect(await outcomes(all)).toEqual(['a stored', message, 'away', 'away']);
      expect(commits.groups).toEqual([['a', 'b', 'c', 'd'], ['a'], ['b']]);
    },
  );
});
