import { feedEvents, type FeedData, type FeedEventName } from '@peaje/contracts';
import { eventually } from '@peaje/testing';

export interface Received {
  readonly id: string;
  readonly name: FeedEventName;
  readonly data: unknown;
}

/** For specs: one open stream, as an EventSource has it. Each event must be as its schema says. */
export class Listener {
  readonly events: Received[] = [];
  private readonly leaving = new AbortController();
  /** Settles when the stream has ended, by whichever side. */
  readonly ended: Promise<void>;

  constructor(url: string, lastEventId?: string) {
    this.ended = this.listen(url, lastEventId).catch(() => undefined);
  }

  get lastId(): string {
    return this.events.at(-1)?.id ?? '';
  }

  of<Name extends FeedEventName>(name: Name): FeedData<Name>[] {
    return this.events.filter((event) => event.name === name).map(({ data }) => data as FeedData<Name>);
  }

  /** The records of a charge. */
  recordsOf(chargeId: string): FeedData<'record'>[] {
    return this.of('record').filter(({ charge }) => charge?.id === chargeId);
  }

  async until(what: string, check: () => void): Promise<void> {
    await eventually(what, check, 30_000);
  }

  async drop(): Promise<void> {
    this.leaving.abort();
    await this.ended;
  }

  private async listen(url: string, lastEventId: string | undefined): Promise<void> {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const response = await fetch(`${url}/events`, { headers, signal: this.leaving.signal });
    const decoder = new TextDecoder();
    let text = '';
    for await (const bytes of response.body!) {
      text += decoder.decode(bytes, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) this.take(block);
    }
  }

  private take(block: string): void {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
    const [id, name, data] = [field('id'), field('event'), field('data')];
    if (id === undefined || name === undefined || data === undefined) return;
    const schema = feedEvents[name as FeedEventName];
    this.events.push({ id, name: name as FeedEventName, data: schema.parse(JSON.parse(data)) });
  }
}
