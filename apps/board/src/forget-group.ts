import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { KafkaClient } from '@peaje/messaging';

const ATTEMPTS = 5;
const logger = new Logger('Groups');

/** Deletes a group that its only member has left. Kafka refuses while it still knows the member. It never throws. */
export async function forgetGroup(client: KafkaClient, group: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await client.deleteGroup(group);
    } catch (error) {
      if (attempt === ATTEMPTS) return logger.warn(error, `${group} is not deleted`);
      await delay(100 * attempt);
    }
  }
}
