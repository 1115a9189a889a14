import kafkajs, { type Consumer, type Kafka } from 'kafkajs';

/** For specs. Real clients; `fault` may change one before it is used. */
export function faultyKafka(
  brokers: readonly string[],
  fault: (consumer: Consumer, nth: number) => Partial<Consumer>,
) {
  const kafka = new kafkajs.Kafka({
    clientId: 'consumer-test',
    brokers: [...brokers],
    logLevel: kafkajs.logLevel.NOTHING,
  });
  let made = 0;
  const consumer: Kafka['consumer'] = (config) => {
    const real = kafka.consumer(config);
    return { ...real, ...fault(real, ++made) };
  };
  return { kafka: { ...kafka, consumer } as Kafka, count: () => made };
}
