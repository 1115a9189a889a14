import { isTypeValid, parse } from 'content-type';
import { HttpRefusal } from './http-refusal.js';

/** `utf8` is no registered name, but clients write it. */
const UTF_8 = /^utf-?8$/i;

interface MediaType {
  /** In lower case; empty when the header is no media type. */
  readonly type: string;
  readonly isUtf8: boolean;
}

/** Content-Type by RFC 9110 §8.3: without regard to case, with blanks and parameters, quoted or not. */
export function mediaTypeOf(header: string): MediaType {
  const { type, parameters } = parse(header);
  return { type: isTypeValid(type) ? type : '', isUtf8: UTF_8.test(parameters['charset'] ?? 'utf-8') };
}

/** @throws HttpRefusal unsupported-media-type, with the types that the route takes */
export function checkMediaType({ type, isUtf8 }: MediaType, taken: readonly string[]): void {
  if (taken.includes(type) && isUtf8) return;
  const detail = taken.includes(type)
    ? 'send the body in UTF-8; no other charset is read'
    : `send Content-Type: ${taken.join(' or ')}`;
  throw new HttpRefusal('unsupported-media-type', { detail }, { accept: taken.join(', ') });
}
