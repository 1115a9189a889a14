import { duration, progressLine } from './progress-lines.js';

describe('progress without a terminal', () => {
  it('is one plain line for each step that has ended', () => {
    expect(progressLine({ step: 'brokers', state: 'done', detail: '3 brokers', ms: 2_750 })).toBe(
      '2.8 s   Kafka: brokers (3 brokers)',
    );
    expect(progressLine({ step: 'seed', state: 'failed' })).toBe('failed  Demo data');
  });

  it('reports the start of a step only with a detail', () => {
    expect(progressLine({ step: 'brokers', state: 'running' })).toBeNull();
    expect(progressLine({ step: 'kafkaFiles', state: 'running', detail: 'fetching' })).toContain('fetching');
  });

  it('counts in seconds', () => {
    expect(duration(430)).toBe('0.4 s');
  });
});
