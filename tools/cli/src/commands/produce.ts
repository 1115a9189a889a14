import { COURSE_PREFIX } from '@peaje/contracts';
import kafkajs from 'kafkajs';
import { assertPartition, wholeNumber } from '../arguments.js';
import { CliError, EXIT } from '../cli-error.js';
import { command } from '../command.js';
import type { KafkaAccess } from '../kafka/kafka-access.js';
import { positionText } from '../kafka/record-view.js';
import { bold, grey, type Printable, text } from '../render/printable.js';

interface Message {
  readonly topic: string;
  readonly key: string | null;
  readonly partition?: number | undefined;
  readonly value: string;
}

/** A message with the place that Kafka gave it. */
interface Produced extends Message {
  readonly partition: number;
  readonly offset: string;
}

export const produceCommand = command({
  usage: 'produce <topic>',
  options: (cli) =>
    cli
      .positional('topic', { type: 'string', demandOption: true, describe: 'course.messages' })
      .option('value', {
        type: 'string',
        array: true,
        nargs: 1,
        demandOption: true,
        describe: 'the message; several times for several',
      })
      .option('key', { type: 'string', describe: 'messages with one key stay in order, in one partition' })
      .option('partition', {
        ...wholeNumber('--partition', { min: 0, example: 0 }),
        describe: 'this partition [the one of the key, or any]',
      })
      .example('$0 produce course.messages --value M1 --value M2', 'two messages')
      .example('$0 produce course.messages --key odd --value M1', 'always in the partition of this key'),
  run: async ({ kafka, terminal }, { topic, key, partition, value: values, json }) => {
    assertOfCourse(topic);
    await kafka.assertTopic(topic);
    if (partition !== undefined) assertPartition(topic, partition, (await kafka.ends(topic)).length);
    const messages = values.map((value) => ({ topic, key: key ?? null, partition, value }));
    const produced: Produced[] = [];
    for await (const one of produce(kafka, messages)) {
      produced.push(one);
      if (!json) await terminal.print(producedText(one));
    }
    if (json) await terminal.printJson(produced);
  },
});

/** The topics of the bank have contracts, and audit records each of their records for ever. @throws CliError (usage) */
function assertOfCourse(topic: string): void {
  if (topic.startsWith(COURSE_PREFIX)) return;
  throw new CliError(
    EXIT.usage,
    `${topic} is not a topic of the course: produce writes topics that begin with ${COURSE_PREFIX}`,
    `peaje produce ${COURSE_PREFIX}messages --value M1`,
  );
}

/** A broker that died is replaced as the leader within seconds: so long the producer asks again. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 500, retries: 60 };

/** One after another, each acknowledged by all brokers in sync: so they stand in this order. */
async function* produce(access: KafkaAccess, messages: readonly Message[]): AsyncGenerator<Produced> {
  const kafka = await access.kafka();
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    retry: RETRY,
  });
  try {
    await producer.connect();
    for (const message of messages) {
      const { topic, key, value } = message;
      const to = message.partition === undefined ? {} : { partition: message.partition };
      const [ack] = await producer.send({ topic, acks: -1, messages: [{ key, value, ...to }] });
      if (ack?.baseOffset === undefined) throw new Error(`Kafka has not acknowledged ${value}`);
      yield { ...message, partition: ack.partition, offset: ack.baseOffset };
    }
  } catch (error) {
    throw access.asCliError(error);
  } finally {
    await producer.disconnect().catch(() => undefined);
  }
}

/** `M1  course.messages/1@4  partition 1, offset 4`. Pure. */
const producedText = (one: Produced): Printable =>
  text`${bold(one.value)}  ${positionText(one)}${grey(`  partition ${one.partition}, offset ${one.offset}`)}`;
