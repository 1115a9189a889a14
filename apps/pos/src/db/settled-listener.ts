import { randomUUID } from 'node:crypto';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { within } from '@peaje/kernel';
import pg from 'pg';
import type { Charge } from '../charge/charge.js';
import { ChargeWaiters } from '../charge/charge-waiters.js';
import { readCharges, SETTLED_CHANNEL } from './charges.sql.js';

const POLL_EVERY_MS = 250;
const RECONNECT_AFTER_MS = 500;
const PROVE_EVERY_MS = 5_000;
const SILENCE_MS = 3_000;
/** A payload has at most 8 000 bytes. */
const IDS_A_NOTIFICATION = 200;

interface Waiter {
  isEnough(charge: Charge): boolean;
  wake(charge: Charge): void;
}

/**
 * Wakes waiting callers when a transaction has settled their charge. One of this instance gives the rows that it has
 * committed. One of another instance sends a notification, which only asks to look: the answer is always the committed row.
 * All rows are read every 250 ms besides, so a lost connection costs at most that. One that looks alive and is silent is
 * noticed, because it must answer now and then.
 */
export class SettledListener extends ChargeWaiters implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly waiting = new Map<string, Set<Waiter>>();
  private notified = new Set<string>();
  private readonly recent = new RecentlySettled();
  private readonly name = randomUUID();
  private reading = false;
  private client: pg.Client | undefined;
  private poll: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly pool: pg.Pool,
    private readonly proveEveryMs = PROVE_EVERY_MS,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    this.poll = setInterval(() => {
      this.recent.age();
      this.look(this.waiting.keys());
    }, POLL_EVERY_MS);
    void this.listen();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.poll);
    await this.client?.end().catch(() => undefined);
  }

  until(
    chargeId: string,
    isEnough: (charge: Charge) => boolean,
    withinMs: number,
  ): Promise<Charge | undefined> {
    return new Promise((resolve) => {
      const finish = (charge: Charge | undefined) => {
        clearTimeout(timer);
        this.remove(chargeId, waiter);
        resolve(charge);
      };
      const waiter: Waiter = { isEnough, wake: finish };
      const timer = setTimeout(() => finish(undefined), withinMs);
      const waiters = this.waiting.get(chargeId) ?? new Set();
      this.waiting.set(chargeId, waiters.add(waiter));
      // The change may have come between the caller's commit and this line.
      const known = this.recent.get(chargeId);
      if (known && isEnough(known)) finish(known);
      else if (this.recent.has(chargeId) || withinMs <= POLL_EVERY_MS) this.look([chargeId]);
    });
  }

  /** Called with the rows of a commit of this instance. */
  settled(charges: readonly Charge[]): void {
    for (const charge of charges) {
      this.recent.add(charge.id, charge);
      this.wake(charge);
    }
  }

  /** What a transaction of this instance notifies the others of: its name, and some of these ids. */
  notifications(ids: readonly string[]): string[] {
    const payloads: string[] = [];
    for (let at = 0; at < ids.length; at += IDS_A_NOTIFICATION)
      payloads.push([this.name, ...ids.slice(at, at + IDS_A_NOTIFICATION)].join(' '));
    return payloads;
  }

  private notice(payload: string): void {
    const [from, ...ids] = payload.split(' ');
    if (from === this.name) return;
    for (const id of ids) this.recent.add(id, undefined);
    this.look(ids.filter((id) => this.waiting.has(id)));
  }

  private remove(chargeId: string, waiter: Waiter): void {
    const waiters = this.waiting.get(chargeId);
    waiters?.delete(waiter);
    if (waiters?.size === 0) this.waiting.delete(chargeId);
  }

  private async listen(): Promise<void> {
    if (this.stopped) return;
    const client = new pg.Client({
      ...this.pool.options,
      keepAlive: true,
      connectionTimeoutMillis: SILENCE_MS,
    });
    this.client = client;
    client.on('notification', ({ payload }) => {
      if (payload) this.notice(payload);
    });
    const proving = setInterval(() => void this.listenOn(client), this.proveEveryMs);
    client.once('end', () => {
      clearInterval(proving);
      setTimeout(() => void this.listen(), RECONNECT_AFTER_MS);
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await this.listenOn(client);
    } catch {
      await client.end().catch(() => undefined);
    }
  }

  /** To listen twice is to listen once. A connection that does not answer in time is half open: another takes its place. */
  private async listenOn(client: pg.Client): Promise<void> {
    try {
      const listening = client.query(`LISTEN ${SETTLED_CHANNEL}`).then(() => undefined);
      await within(SILENCE_MS, listening, () => {
        throw new Error('the database is silent');
      });
    } catch {
      await client.end().catch(() => undefined);
    }
  }

  /** Ids that come while one read runs go into the next. */
  private look(ids: Iterable<string>): void {
    for (const id of ids) this.notified.add(id);
    if (!this.reading) void this.readNotified();
  }

  private async readNotified(): Promise<void> {
    this.reading = true;
    while (this.notified.size > 0) {
      const ids = [...this.notified];
      this.notified = new Set();
      // A database that does not answer is asked again by the poll.
      const charges = await readCharges(this.pool, ids).catch(() => []);
      for (const charge of charges) this.wake(charge);
    }
    this.reading = false;
  }

  private wake(charge: Charge): void {
    for (const waiter of [...(this.waiting.get(charge.id) ?? [])]) {
      if (waiter.isEnough(charge)) waiter.wake(charge);
    }
  }
}

/**
 * Charges that were settled in the last moments: a caller may begin to wait only now. Undefined: another instance has
 * committed the row.
 */
class RecentlySettled {
  private now = new Map<string, Charge | undefined>();
  private before = new Map<string, Charge | undefined>();

  add(id: string, charge: Charge | undefined): void {
    this.now.set(id, charge);
  }

  has(id: string): boolean {
    return this.now.has(id) || this.before.has(id);
  }

  get(id: string): Charge | undefined {
    return this.now.has(id) ? this.now.get(id) : this.before.get(id);
  }

  /** Forgets what was settled before the last call. */
  age(): void {
    this.before = this.now;
    this.now = new Map();
  }
}
