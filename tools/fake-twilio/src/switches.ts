import { z } from 'zod';

/**
 * How the next messages fail:
 * - `429`, `500`, `refused` (with the status and code of `refusal`): not accepted;
 * - `hang`: accepted, never answered;
 * - `reset-after-accept`: accepted, then the connection is reset;
 * - `reset-before-accept`: not accepted, the connection is reset;
 * - `garbage`: accepted, and the answer is 201 without a message.
 */
const mode = z.enum([
  'none',
  '429',
  '500',
  'refused',
  'hang',
  'reset-after-accept',
  'reset-before-accept',
  'garbage',
]);

/** A number invalid, unless another error of Twilio is named. */
const refusal = z.strictObject({
  status: z.int().min(400).max(599).default(400),
  code: z.int().default(21211),
  message: z.string().default('Refused'),
});

/** The status reports of a text. The defaults: in order, once, at once, signed, delivered. */
const callbackBehaviour = z.strictObject({
  end: z.enum(['delivered', 'undelivered', 'failed']).default('delivered'),
  /** Of a text that does not arrive. 30003: its telephone cannot be reached. */
  errorCode: z.string().default('30003'),
  lateMs: z.int().min(0).default(0),
  doubled: z.boolean().default(false),
  shuffled: z.boolean().default(false),
  forged: z.boolean().default(false),
});

export const switchBody = z.strictObject({
  mode: mode.optional(),
  refusal: refusal.optional(),
  count: z.int().positive().optional(),
  callbacks: callbackBehaviour.optional(),
  inboundUrl: z.url().optional(),
  /** How long each call takes. */
  answerAfterMs: z.int().min(0).optional(),
  /** The limit of our sender: in one second it takes no more texts, and answers the others with 429. Null: none. */
  perSecond: z.int().positive().nullable().optional(),
});

type Mode = z.infer<typeof mode>;
export type CallbackBehaviour = z.infer<typeof callbackBehaviour>;

export class Switches {
  callbacks: CallbackBehaviour = callbackBehaviour.parse({});
  refusal: z.infer<typeof refusal> = refusal.parse({});
  private mode: Mode = 'none';
  private left = Infinity;
  answerAfterMs = 0;
  private perSecond = Infinity;
  private second = 0;
  private takenInSecond = 0;

  constructor(public inboundUrl: string | undefined) {}

  /** Sets the mode for the next `count` messages. Without a count it lasts until the next call. */
  set(body: z.infer<typeof switchBody>): void {
    const { mode: next, refusal: named, count, callbacks, inboundUrl, answerAfterMs, perSecond } = body;
    if (next !== undefined) {
      this.mode = next;
      this.left = count ?? Infinity;
    }
    this.refusal = named ?? this.refusal;
    this.callbacks = callbacks ?? this.callbacks;
    this.inboundUrl = inboundUrl ?? this.inboundUrl;
    this.answerAfterMs = answerAfterMs ?? this.answerAfterMs;
    if (perSecond !== undefined) this.perSecond = perSecond ?? Infinity;
  }

  /** The mode of the next message. */
  take(): Mode {
    if (this.left <= 0) return 'none';
    this.left -= 1;
    return this.mode;
  }

  /** False when the limit of this second is reached. */
  hasRoom(): boolean {
    const second = Math.floor(Date.now() / 1_000);
    if (second !== this.second) this.takenInSecond = 0;
    this.second = second;
    return ++this.takenInSecond <= this.perSecond;
  }
}
