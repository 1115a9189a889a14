import { Registry } from 'prom-client';
import { PrometheusMetrics } from './prometheus-metrics.js';

it('counts every record of an unhandled type, in a bounded number of series', async () => {
  const registry = new Registry();
  const { onIgnored } = new PrometheusMetrics(registry).pipelineObserver('charges.decided', 'warehouse');

  for (let n = 0; n < 1_000; n++) onIgnored(`peaje.order.v${n}`);
  onIgnored('peaje.order.v0');

  const { values } = await registry.getSingleMetric('peaje_records_ignored_total')!.get();
  const counted = Object.fromEntries(values.map(({ labels, value }) => [labels['type'], value]));
  expect(counted).toMatchObject({ 'peaje.order.v0': 2, 'peaje.order.v99': 1, other: 900 });
  expect(values).toHaveLength(101);
});

it('counts the requests to the brokers by their names', async () => {
  const registry = new Registry();
  const metrics = new PrometheusMetrics(registry);

  for (const api of ['Produce', 'Fetch', 'Produce']) metrics.kafkaRequest(api);

  expect(await registry.metrics()).toContain('peaje_kafka_requests_total{api="Produce"} 2');
});
