import { z } from 'zod';
import { cardProduct, cardStatus, expiryMonth, language, last4, timestamp } from '../primitives.js';
import { defineTopic, type EventOf } from '../topic.js';

/** Compacted topics: the newest record of a key is its state. A reader ignores a version that is not newer than its own. */
const version = z.int().positive();

const cardChanged = z.object({
  token: z.string().min(1),
  accountId: z.string().min(1),
  product: cardProduct,
  last4,
  expires: expiryMonth,
  status: cardStatus,
  /** Since then the card is on the gates' deny list. Null: it is not on it. */
  deniedSince: timestamp.nullable(),
  version,
});

const holderChanged = z.object({
  accountId: z.string().min(1),
  name: z.string(),
  phone: z.string(),
  language,
  version,
});

export const cards = defineTopic({
  name: 'cards',
  cleanup: 'compact',
  groups: ['pos'],
  writers: ['debit'],
  key: 'token',
  events: { 'peaje.card.changed.v1': cardChanged },
});

/** Personal data: read by sms only. */
export const holders = defineTopic({
  name: 'holders',
  cleanup: 'compact',
  groups: ['sms'],
  writers: ['debit'],
  key: 'accountId',
  personal: ['name', 'phone'],
  events: { 'peaje.holder.changed.v1': holderChanged },
});

export type CardChanged = z.infer<typeof cardChanged>;
export type HolderChanged = z.infer<typeof holderChanged>;
export type CardEvent = EventOf<typeof cards>;
export type HolderEvent = EventOf<typeof holders>;
