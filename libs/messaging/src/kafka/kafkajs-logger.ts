import type { logCreator } from 'kafkajs';
import type { MessagingLogger } from '../ports/messaging-logger.js';

const SAID_AGAIN_AFTER_MS = 30_000;
const NO_CONNECTION = /^Connection (error|timeout)/;

/**
 * kafkajs tries for minutes to reach a broker before anybody hears of it. Why it cannot (an address, a certificate) is a warning,
 * now and then; all else that it says is for whoever debugs.
 */
export function kafkajsLogger(logger: MessagingLogger, nowMs = () => performance.now()): logCreator {
  let saidMs = -Infinity;
  return () =>
    ({ namespace, log: { message, error, broker } }) => {
      const cannotReach = namespace === 'Connection' && NO_CONNECTION.test(message);
      if (cannotReach && nowMs() - saidMs >= SAID_AGAIN_AFTER_MS) {
        saidMs = nowMs();
        logger.warn(
          { broker: broker as unknown },
          `a broker cannot be reached, and is tried again: ${message}`,
        );
      } else logger.debug({ namespace, error: error as unknown }, `kafkajs: ${message}`);
    };
}
