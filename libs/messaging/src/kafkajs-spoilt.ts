import kafkajs, { type Consumer, type Kafka } from 'kafkajs';

/** For specs. Real clients; `spoil` may change one before it is used. */
export function spoiltKafka(
  brokers: readonly string[],
  spoil: (consumer: Consumer, nth: number) => Partial<Consumer>,
) {
  const kafka = new kafkajs.Kafka({
    clientId: 'consumer-test',
    brokers: [...brokers],
    logLevel: kafkajs.logLevel.NOTHING,
  });
  let made = 0;
  const consumer: Kafka['consumer'] = (config) => {
    const real = kafka.consumer(config);
    return { ...real, ...spoil(real, ++made) };
  };
  return { kafka: { ...kafka, consumer } as Kafka, count: () => made };
}
