export interface Text {
  readonly to: string;
  readonly body: string;
}

/** `noticeId` comes back with what the provider reports later. */
export interface NewText extends Text {
  readonly noticeId: string;
}

/** Both questions have an answer, or a failure, by then. */
export const ANSWERS_WITHIN_MS = 12_000;

/**
 * - `sent`: the provider has it.
 * - `not-sent`: surely not; try again.
 * - `misconfigured`: surely not; try again when a person has mended our account.
 * - `refused`: surely not, and never to this number.
 * - `opted-out`: the same, because its holder does not want any text of ours.
 * - `unclear`: it may be on its way. Sending again could text twice: look it up.
 */
export type SendResult =
  | { readonly outcome: 'sent'; readonly providerId: string }
  | { readonly outcome: Failure; readonly code: string };

type Failure = 'not-sent' | 'misconfigured' | 'refused' | 'opted-out' | 'unclear';

/** The port to whoever delivers texts. */
export abstract class SmsProvider {
  /** Never throws, and answers within `ANSWERS_WITHIN_MS`: what is not known is `unclear`. */
  abstract send(text: NewText): Promise<SendResult>;
  /**
   * The provider's id of a text that was handed over since then, null when it surely has none.
   * @throws when the provider does not say: ask again later.
   */
  abstract find(text: Text, since: Date): Promise<string | null>;
}
