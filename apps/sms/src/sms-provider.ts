export interface Text {
  readonly to: string;
  readonly body: string;
}

/**
 * - `sent`: the provider has it.
 * - `not-sent`: surely not; try again.
 * - `refused`: surely not, and never to this number.
 * - `unclear`: it may be on its way. Sending again could text twice: look it up.
 */
export type SendResult =
  | { readonly outcome: 'sent'; readonly providerId: string }
  | { readonly outcome: 'not-sent' | 'refused' | 'unclear'; readonly code: string };

/** The port to whoever delivers texts. */
export abstract class SmsProvider {
  /** Never throws, and answers within a bounded time: what is not known is `unclear`. */
  abstract send(text: Text): Promise<SendResult>;
  /**
   * The provider's id of a text that was handed over since then, null when it surely has none.
   * @throws when the provider does not say: ask again later.
   */
  abstract find(text: Text, since: Date): Promise<string | null>;
}
