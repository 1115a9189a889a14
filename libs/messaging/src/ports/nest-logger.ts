import { Logger } from '@nestjs/common';
import type { MessagingLogger } from './messaging-logger.js';

/** Writes through the logger of the Nest application. */
export function nestLogger(context: string): MessagingLogger {
  const logger = new Logger(context);
  return {
    debug: (details, message) => logger.debug(message, details),
    info: (details, message) => logger.log(message, details),
    warn: (details, message) => logger.warn(message, details),
    error: (details, message) => logger.error(message, details),
  };
}
