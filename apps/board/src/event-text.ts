import type { FeedData, FeedEventName } from '@peaje/contracts';

/** Of one reading of one process. */
export const eventId = (epoch: string, number: number): string => `${epoch}-${number}`;

/** An event as `text/event-stream` has it. JSON holds no line end, so one `data` line is enough. */
export const eventText = <Name extends FeedEventName>(id: string, name: Name, data: FeedData<Name>): string =>
  `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

/** A comment: it keeps the connection open, and a page that misses it knows that it is broken. */
export const HEARTBEAT = ': still here\n\n';

const ID = /^([0-9a-z]+)-(\d{1,15})$/;

/** Null for a text that is no id of an event. */
export function parseEventId(text: string): { readonly epoch: string; readonly number: number } | null {
  const [, epoch, number] = ID.exec(text) ?? [];
  return epoch === undefined ? null : { epoch, number: Number(number) };
}
