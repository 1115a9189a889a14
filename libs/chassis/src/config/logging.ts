import { escaped, looksLikeCardNumber } from '@peaje/kernel';
import type { MessagingLogger } from '@peaje/messaging';
import type { PinoLogger } from 'nestjs-pino';

/** pino logs an error's class, message and stack only under `err`. */
export function messagingLogger(logger: PinoLogger): MessagingLogger {
  const withError = (details: object) => {
    const { error, ...rest } = details as { error?: unknown };
    return error === undefined ? rest : { ...rest, err: error };
  };
  return {
    debug: (details, message) => logger.debug(withError(details), message),
    info: (details, message) => logger.info(withError(details), message),
    warn: (details, message) => logger.warn(withError(details), message),
    error: (details, message) => logger.error(withError(details), message),
  };
}

/** JSON leaves DEL, C1 and bidi controls as they are, and operators read logs on a terminal. The JSON means the same. */
export const printableLine = (line: string): string => `${escaped(line.trimEnd())}\n`;

/** What a line of the log keeps of its request: no header, no query, no card number. */
export function requestForLog({ id, method, url }: { id: unknown; method: string; url: string }) {
  const path = url.replace(/\?.*$/s, '');
  return { id, method, path: looksLikeCardNumber(path) ? '(card number)' : path };
}
