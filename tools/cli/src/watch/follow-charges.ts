import { setTimeout as delay } from 'node:timers/promises';
import { chargeView, MAX_PAGE_SIZE, page, type ChargeView } from '@peaje/contracts';
import { findCharge } from '../commands/find-charge.js';
import type { Service } from '../service.js';

const POLL_MS = 300;
/** A file of passages may leave thousands pending: the oldest are asked about first. */
const ASKED_AT_ONCE = 50;
/** Ids that are remembered of each caller: more than come between two polls. */
const REMEMBERED = 2_000;

const pageOfCharges = page(chargeView);

/** Each charge that a caller makes from now on, once it is decided, until `signal` is aborted. Now is when it returns. */
export async function newCharges(
  callers: readonly Service[],
  signal: AbortSignal,
): Promise<AsyncGenerator<ChargeView>> {
  const lists = callers.map((pos) => new NewCharges(pos));
  for (const list of lists) await list.skipExisting();
  return decidedCharges(lists, signal);
}

async function* decidedCharges(
  lists: readonly NewCharges[],
  signal: AbortSignal,
): AsyncGenerator<ChargeView> {
  while (!signal.aborted) {
    for (const list of lists) yield* await list.decided();
    await delay(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** The new charges of one caller. */
class NewCharges {
  private seen = new Set<string>();
  private readonly pending = new Set<string>();

  constructor(private readonly pos: Service) {}

  async skipExisting(): Promise<void> {
    const { items } = await this.newest();
    this.seen = new Set(items.map(({ id }) => id).reverse());
  }

  /** Those that have been decided since the last call, in the order of their requests. */
  async decided(): Promise<ChargeView[]> {
    const asked = [...this.pending].slice(0, ASKED_AT_ONCE);
    const earlier = await Promise.all(asked.map((id) => findCharge(this.pos, id)));
    const now = [...earlier, ...(await this.unseen())];
    for (const { id, status } of now) {
      if (status === 'pending') this.pending.add(id);
      else this.pending.delete(id);
    }
    return now.filter(({ status }) => status !== 'pending').sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Page by page to the first page with a charge that was seen before. */
  private async unseen(): Promise<ChargeView[]> {
    const found: ChargeView[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { items, nextCursor } = await this.newest(cursor);
      const fresh = items.filter(({ id }) => !this.seen.has(id));
      found.push(...fresh);
      cursor = fresh.length < items.length ? null : nextCursor;
    }
    for (const { id } of found.reverse()) this.seen.add(id);
    this.seen = new Set([...this.seen].slice(-REMEMBERED));
    return found;
  }

  private async newest(cursor = '') {
    const query = new URLSearchParams({ limit: String(MAX_PAGE_SIZE), ...(cursor === '' ? {} : { cursor }) });
    return (await this.pos.ask(pageOfCharges, { path: `/v1/charges?${query}` })).body;
  }
}
