import type { logCreator } from 'kafkajs';
import type { MessagingLogger } from '../ports/messaging-logger.js';

const WARN_EVERY_MS = 30_000;
const NO_CONNECTION = /^Connection (error|timeout)/;

/**
 * kafkajs tries for minutes to reach a broker before it reports an error. The reason (an address, a certificate) becomes a
 * warning now and then; all else goes to debug level.
 */
export function kafkajsLogger(logger: MessagingLogger, nowMs = () => performance.now()): logCreator {
  let warnedMs = -Infinity;
  return () =>
    ({ namespace, log: { message, error, broker } }) => {
      const cannotReach = namespace === 'Connection' && NO_CONNECTION.test(message);
      if (cannotReach && nowMs() - warnedMs >= WARN_EVERY_MS) {
        warnedMs = nowMs();
        logger.warn(
          { broker: broker as unknown },
          `a broker cannot be reached, and is tried again: ${message}`,
        );
      } else logger.debug({ namespace, error: error as unknown }, `kafkajs: ${message}`);
    };
}
