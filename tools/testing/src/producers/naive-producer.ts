import { NotAcknowledgedError, type AppendedRecord } from '@peaje/messaging';
import type { Message, Producer } from 'kafkajs';
import type { Appender } from './writers.js';

const SENDS_AT_ONCE = 4;

/** Sends all waiting records in one send() over all partitions, as most programs do. */
export class NaiveProducer implements Appender {
  private waiting: { message: Message; resolve: () => void; reject: (error: Error) => void }[] = [];
  private inFlight = 0;

  constructor(private readonly producer: Producer) {}

  append(topic: string, partition: number, { key, value }: AppendedRecord): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ message: { key, value, partition }, resolve, reject });
      if (this.inFlight < SENDS_AT_ONCE) setImmediate(() => void this.send(topic));
    });
  }

  private async send(topic: string): Promise<void> {
    const batch = this.waiting;
    this.waiting = [];
    if (batch.length === 0) return;
    this.inFlight += 1;
    try {
      await this.producer.send({ topic, messages: batch.map(({ message }) => message) });
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(new NotAcknowledgedError(String(error)));
    }
    this.inFlight -= 1;
    if (this.waiting.length > 0) void this.send(topic);
  }
}
