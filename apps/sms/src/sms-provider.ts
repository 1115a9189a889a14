export interface Text {
  readonly to: string;
  readonly body: string;
}

/** Notice and attempt come back in the provider's later reports. */
export interface NewText extends Text {
  readonly noticeId: string;
  readonly attempt?: number;
}

/** Both methods answer or fail within this time. */
export const ANSWERS_WITHIN_MS = 12_000;

/**
 * - `sent`: the provider has the text.
 * - `not-sent`: the text surely did not leave; try again.
 * - `misconfigured`: the text surely did not leave; try again after an operator has fixed our account.
 * - `refused`: the text surely did not leave, and this number can never get it.
 * - `opted-out`: the same, because the number's owner wants no texts.
 * - `unclear`: the text may be on its way. Sending it again could text twice: look it up.
 */
export type SendResult =
  | { readonly outcome: 'sent'; readonly providerId: string }
  | { readonly outcome: Failure; readonly code: string };

type Failure = 'not-sent' | 'misconfigured' | 'refused' | 'opted-out' | 'unclear';

/** The port to the SMS provider. */
export abstract class SmsProvider {
  /**
   * Never throws, and answers within `ANSWERS_WITHIN_MS`: an unknown result is `unclear`. It asks `mayLeave` last of all,
   * right before the text leaves; without its consent the text is `not-sent`.
   */
  abstract send(text: NewText, mayLeave?: () => Promise<boolean>): Promise<SendResult>;
  /**
   * The provider's id of this text, if it took the text since that moment; null when it surely has none.
   * @throws when the provider does not answer: ask again later.
   */
  abstract find(text: Text, since: Date): Promise<string | null>;
}
