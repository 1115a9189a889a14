import type {
  Admin,
  AdminConfig,
  Consumer,
  ConsumerConfig,
  Producer,
  ProducerConfig,
  RequestEvent,
} from 'kafkajs';
import kafkajs from 'kafkajs';

/** Tells the name of every request that its clients send: `Produce`, `Fetch`, `OffsetCommit` … */
export class CountedKafka extends kafkajs.Kafka {
  private readonly tell: (event: RequestEvent) => void;

  constructor(config: kafkajs.KafkaConfig, onRequest: (api: string) => void) {
    super(config);
    this.tell = ({ payload }) => onRequest(payload.apiName);
  }

  override producer(config?: ProducerConfig): Producer {
    const producer = super.producer(config);
    producer.on(producer.events.REQUEST, this.tell);
    return producer;
  }

  override consumer(config: ConsumerConfig): Consumer {
    const consumer = super.consumer(config);
    consumer.on(consumer.events.REQUEST, this.tell);
    return consumer;
  }

  override admin(config?: AdminConfig): Admin {
    const admin = super.admin(config);
    admin.on(admin.events.REQUEST, this.tell);
    return admin;
  }
}
