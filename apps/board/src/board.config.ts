import { storelessEnv } from '@peaje/chassis';
import { z } from 'zod';

const count = (most: number) => z.coerce.number().int().min(1).max(most);
const ms = z.coerce.number().int().min(50).max(3_600_000);

const words = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);

const ENTRY = /^([a-z][a-z0-9-]*)=(https?:\/\/\S+)$/;

/** `pos=http://pos:3000,debit=http://debit:3000`; a service with several instances stands there several times. */
const serviceUrls = z.string().transform((text, ctx) => {
  const urls = new Map<string, string[]>();
  for (const entry of words(text)) {
    const [, service, url] = ENTRY.exec(entry) ?? [];
    if (service && url) urls.set(service, [...(urls.get(service) ?? []), url]);
    else ctx.addIssue({ code: 'custom', message: 'each entry must be <service>=<http address>' });
  }
  return urls;
});

export const boardEnv = storelessEnv.extend({
  /**
   * The board's own key, with which it asks the other services: also for the cards, accounts and debts of the street.
   * What this key may not see, the board does not show.
   */
  PEAJE_BOARD_KEY: z.string().min(1).optional(),
  /** With these it acts for its visitors: as a till, as a gate, as an operator. Without one that action is refused. */
  PEAJE_BOARD_TILL_KEY: z.string().min(1).optional(),
  PEAJE_BOARD_GATE_KEY: z.string().min(1).optional(),
  PEAJE_BOARD_OPERATOR_KEY: z.string().min(1).optional(),
  /** Visitors look and change nothing, whichever keys there are. */
  PEAJE_BOARD_READ_ONLY: z.stringbool().default(false),
  /** The fake Twilio, which has the texts. Without it they go to the real one. */
  PEAJE_BOARD_PHONE_URL: z
    .url()
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  /** The names by which browsers may reach it: another name in `Host` is a page that only pretends to be this one. */
  PEAJE_BOARD_HOSTS: z.string().default('localhost,127.0.0.1,[::1]').transform(words),
  PEAJE_SERVICE_URLS: serviceUrls.optional(),
  /** A file that has `{ services: { pos: [{ url }] } }`, as stack.json does; read again at each look. */
  PEAJE_SERVICES_FILE: z.string().optional(),
  /** Streams at once; the next gets 503. */
  PEAJE_BOARD_LISTENERS: count(1_000).default(20),
  /** Records a second that go out as events; of more, only those of one charge in n do. */
  PEAJE_BOARD_RECORDS_PER_SECOND: count(10_000).default(250),
  /** Events that are kept for listeners that come back. */
  PEAJE_BOARD_KEPT_EVENTS: count(1_000_000).default(5_000),
  /** Milliseconds between two looks at brokers, groups and services. */
  PEAJE_BOARD_POLL_MS: ms.default(2_000),
  /** Without a listener for so long, the board stops reading Kafka. */
  PEAJE_BOARD_LINGER_MS: ms.default(30_000),
});

export type BoardConfig = z.infer<typeof boardEnv>;
