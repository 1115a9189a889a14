import { subscribe, unsubscribe } from 'node:diagnostics_channel';

const ANSWERS = 'undici:request:headers';

/** Counts the status of every HTTP answer that this process gets, by `fetch` or, when told, by a socket. */
export class StatusCounts {
  private readonly counts = new Map<number, number>();
  private readonly onAnswer = (message: unknown): void =>
    this.add((message as { response: { statusCode: number } }).response.statusCode);

  start(): void {
    subscribe(ANSWERS, this.onAnswer);
  }

  stop(): void {
    unsubscribe(ANSWERS, this.onAnswer);
  }

  add(status: number): void {
    this.counts.set(status, (this.counts.get(status) ?? 0) + 1);
  }

  /** In order. */
  seen(): Record<string, number> {
    return Object.fromEntries([...this.counts].sort(([a], [b]) => a - b));
  }

  serverErrors(): number[] {
    return [...this.counts.keys()].filter((status) => status >= 500);
  }
}
