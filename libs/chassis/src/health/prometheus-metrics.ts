import { MessagingMetrics, type PipelineObserver } from '@peaje/messaging';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** A record's type is whatever its producer wrote, and each name is a series kept for ever: the rest is one. */
const NAMED_TYPES = 100;
const LONGEST_NAME = 100;
const OTHER_TYPES = 'other';

/** The pipeline's numbers for Prometheus; names follow its conventions (base units, `_total`). */
export class PrometheusMetrics extends MessagingMetrics {
  private readonly handled: Counter;
  private readonly seconds: Histogram;
  private readonly ignored: Counter;
  private readonly deadLetters: Counter;
  private readonly transient: Counter;
  private readonly redrives: Counter;
  private readonly requests: Counter;
  private readonly relayed: Counter;
  private readonly swept: Counter;
  private readonly waiting: Gauge;
  private readonly namedTypes = new Set<string>();

  constructor(registry: Registry) {
    super();
    const registers = [registry];
    const labelNames = ['topic', 'group'];
    this.handled = new Counter({
      name: 'peaje_records_handled_total',
      help: 'Records handled',
      labelNames,
      registers,
    });
    this.seconds = new Histogram({
      name: 'peaje_batch_seconds',
      help: 'From the handler to the acknowledged outcomes of one batch',
      labelNames,
      registers,
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    });
    this.ignored = new Counter({
      name: 'peaje_records_ignored_total',
      help: 'Records of a type that this service does not handle',
      labelNames: [...labelNames, 'type'],
      registers,
    });
    this.deadLetters = new Counter({
      name: 'peaje_dead_letters_total',
      help: 'Records that became dead letters',
      labelNames: [...labelNames, 'code'],
      registers,
    });
    this.transient = new Counter({
      name: 'peaje_transient_failures_total',
      help: 'Batches that will be tried again',
      labelNames: [...labelNames, 'code'],
      registers,
    });
    this.redrives = new Counter({
      name: 'peaje_redrives_total',
      help: 'Parked records that an operator redrove, with or without success, or discarded',
      labelNames: ['topic', 'outcome'],
      registers,
    });
    this.requests = new Counter({
      name: 'peaje_kafka_requests_total',
      help: 'Requests to the brokers',
      labelNames: ['api'],
      registers,
    });
    this.relayed = new Counter({
      name: 'peaje_outbox_relayed_total',
      help: 'Outbox rows acknowledged by Kafka',
      registers,
    });
    this.swept = new Counter({
      name: 'peaje_outbox_swept_total',
      help: 'Outbox rows taken over by a sweep',
      registers,
    });
    this.waiting = new Gauge({
      name: 'peaje_outbox_rows',
      help: 'Outbox rows that Kafka has not acknowledged',
      registers,
    });
  }

  pipelineObserver(topic: string, group: string): PipelineObserver {
    const labels = { topic, group };
    return {
      onHandled: (count, durationMs) => {
        this.handled.inc(labels, count);
        this.seconds.observe(labels, durationMs / 1000);
      },
      onIgnored: (type) => this.ignored.inc({ ...labels, type: this.nameOf(type) }),
      onDeadLetter: (code) => this.deadLetters.inc({ ...labels, code }),
      onTransient: (code) => this.transient.inc({ ...labels, code }),
    };
  }

  redriven(topic: string, outcome: 'redriven' | 'failed' | 'discarded', count: number): void {
    this.redrives.inc({ topic, outcome }, count);
  }

  kafkaRequest(api: string): void {
    this.requests.inc({ api });
  }

  outboxRelayed(count: number): void {
    this.relayed.inc(count);
  }

  outboxSwept(count: number): void {
    this.swept.inc(count);
  }

  outboxWaiting(count: number): void {
    this.waiting.set(count);
  }

  private nameOf(type: string): string {
    const name = type.slice(0, LONGEST_NAME);
    if (this.namedTypes.size < NAMED_TYPES) this.namedTypes.add(name);
    return this.namedTypes.has(name) ? name : OTHER_TYPES;
  }
}
