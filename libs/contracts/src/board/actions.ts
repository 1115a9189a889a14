import { z } from 'zod';
import { accountView } from '../http/debit.js';
import { page } from '../http/lists.js';
import { parkedKeyView } from '../http/parking.js';
import { noticeView } from '../http/sms.js';
import { cardProduct, chargeId, last4, reference, timestamp } from '../primitives.js';

/** What a visitor of the board may do. `why`: a sentence for people. Null: it is allowed. */
const may = z.strictObject({ allowed: z.boolean(), why: z.string().nullable() });

export const boardView = z.strictObject({
  may: z.strictObject({
    /** At the till: charge, repeat, cancel. */
    charge: may,
    /** At the gate of the toll road. */
    toll: may,
    /** As an operator: redrive and discard dead letters. */
    operate: may,
    /** Read the texts on the telephone of a holder. */
    phone: may,
    /** See cards, accounts and debts: what the board reads with its own key. */
    read: may,
  }),
  /** The demo cards that the bank knows. None, unless the board may read. */
  cards: z.array(z.strictObject({ token: z.string(), product: cardProduct, last4, accountId: z.string() })),
  /** False: the bank did not answer for each of them, so there may be more. Ask again. */
  cardsComplete: z.boolean(),
});

/** An account as the page sees it: without the telephone number of its holder. */
export const boardAccountView = accountView.extend({
  holder: accountView.shape.holder.unwrap().omit({ phone: true }).nullable(),
});

/** A parked key as the page sees it: null when it is the token of a card. */
export const boardParkedKeyPage = page(parkedKeyView.extend({ key: z.string().nullable() }));

export const phoneQuery = z.strictObject({
  /** Of the holder of this account. */
  accountId: reference,
});

/** The texts that a telephone has received, newest first. */
export const phoneView = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.string(),
      accountId: z.string(),
      /** Null: of no charge that sms has told a holder about of late. */
      chargeId: chargeId.nullable(),
      /** What sms tells with it: `approved`, `cancelled`. Null, like the charge. */
      template: z.string().nullable(),
      text: z.string(),
      at: timestamp,
      /** What sms knows of it. Null, like the charge. */
      status: noticeView.shape.status.nullable(),
    }),
  ),
});

export type May = z.infer<typeof may>;
export type BoardView = z.infer<typeof boardView>;
export type BoardAccountView = z.infer<typeof boardAccountView>;
export type PhoneQuery = z.infer<typeof phoneQuery>;
export type PhoneView = z.infer<typeof phoneView>;
