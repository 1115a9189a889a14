import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { isNothingStored, nothingStored, type Deadline } from '@peaje/kernel';
import { sqlStateOf } from '@peaje/messaging';
import { CommitUnknownError, isOutage } from './database.js';

interface GroupCommitOptions<Item> {
  readonly mostAtOnce?: number;
  /** Where nobody waits: a transaction begins at most this often. After a pause the first begins at once. */
  readonly everyMs?: number;
  /** Items of the same key go into different transactions, in order: a statement can change a row only once. */
  readonly keyOf?: (item: Item) => string;
  /** An item that still waits then is not stored any more. */
  readonly deadlineOf?: (item: Item) => Deadline;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
  /** Takes it back at its deadline. */
  readonly timer: NodeJS.Timeout | undefined;
}

const MOST_AT_ONCE = 256;

/**
 * One transaction for all items that arrived while the last one committed. `commit` stores them, or none of them, and
 * returns a result for each in their order. A caller gets the error of its own item only.
 */
export class GroupCommit<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private isCommitting = false;
  private lastBeganMs = -Infinity;
  private readonly mostAtOnce: number;
  private readonly everyMs: number;
  private readonly keyOf: ((item: Item) => string) | undefined;
  private readonly deadlineOf: ((item: Item) => Deadline) | undefined;

  constructor(
    private readonly commit: (items: readonly Item[]) => Promise<readonly Result[]>,
    { mostAtOnce = MOST_AT_ONCE, everyMs = 0, keyOf, deadlineOf }: GroupCommitOptions<Item> = {},
  ) {
    this.mostAtOnce = mostAtOnce;
    this.everyMs = everyMs;
    this.keyOf = keyOf;
    this.deadlineOf = deadlineOf;
  }

  /** Answers after the commit that holds the item. @throws CommitUnknownError, and what `commit` throws */
  run(item: Item): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const deadline = this.deadlineOf?.(item);
    const timer = deadline && setTimeout(() => this.takeBack(one), deadline.leftMs());
    const one: Waiting<Item, Result> = { item, resolve, reject, timer };
    this.waiting.push(one);
    if (!this.isCommitting) void this.commitAll();
    return promise;
  }

  /** An item that is under way stays so. */
  private takeBack(one: Waiting<Item, Result>): void {
    const others = this.waiting.filter((other) => other !== one);
    if (others.length === this.waiting.length) return;
    this.waiting = others;
    one.reject(nothingStored(new TakenBackError()));
  }

  private async commitAll(): Promise<void> {
    this.isCommitting = true;
    // What arrives in the same turn of the event loop goes into the first group.
    await nextTurn();
    while (this.waiting.length > 0) {
      if (this.everyMs > 0) await this.untilDue();
      const group = this.nextGroup();
      if (group.length > 0) await this.commitGroup(group);
    }
    this.isCommitting = false;
  }

  private async untilDue(): Promise<void> {
    const waitMs = this.lastBeganMs + this.everyMs - performance.now();
    if (waitMs > 0) await delay(waitMs);
    this.lastBeganMs = performance.now();
  }

  private nextGroup(): Waiting<Item, Result>[] {
    const { keyOf, mostAtOnce } = this;
    if (!keyOf) return this.waiting.splice(0, mostAtOnce);
    const keys = new Set<string>();
    const group: Waiting<Item, Result>[] = [];
    const rest: Waiting<Item, Result>[] = [];
    for (const one of this.waiting) {
      const key = keyOf(one.item);
      (group.length < mostAtOnce && !keys.has(key) ? group : rest).push(one);
      keys.add(key);
    }
    this.waiting = rest;
    return group;
  }

  /** Returns the error of the group; undefined when it is stored. */
  private async commitGroup(group: readonly Waiting<Item, Result>[]): Promise<unknown> {
    for (const { timer } of group) clearTimeout(timer);
    try {
      const results = await this.commit(group.map(({ item }) => item));
      group.forEach(({ resolve }, at) => resolve(results[at]!));
      return undefined;
    } catch (error) {
      if (group.length > 1 && mayBeOfOneItem(error)) await this.commitSingly(group);
      else for (const { reject } of group) reject(error);
      return error;
    }
  }

  /** An outage ends the others at once, because each could wait for its own timeout. */
  private async commitSingly(group: readonly Waiting<Item, Result>[]): Promise<void> {
    let outage: unknown;
    for (const one of group) {
      if (outage !== undefined) {
        one.reject(outage);
        continue;
      }
      const error = await this.commitGroup([one]);
      if (error instanceof CommitUnknownError) outage = nothingStored(error.cause);
      else if (isAway(error)) outage = nothingStored(error);
    }
  }
}

/** As an outage: the transactions before it took until its deadline. */
class TakenBackError extends Error {
  readonly code = 'ETIMEDOUT';
}

/** Not even one item can be stored now. A lost race (class 40) is none of these: alone the item may win. */
const isAway = (error: unknown): boolean => isOutage(error) && !sqlStateOf(error)?.startsWith('40');

/** Only a group that surely stored nothing is run again. */
const mayBeOfOneItem = (error: unknown): boolean =>
  !(error instanceof CommitUnknownError) &&
  (isNothingStored(error) || sqlStateOf(error) !== undefined) &&
  !isAway(error);
