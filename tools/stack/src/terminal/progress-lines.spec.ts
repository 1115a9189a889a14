import { duration, progressLine } from './progress-lines.js';

describe('progress where there is no terminal', () => {
  it('is one plain line for each step that ended', () => {
    expect(progressLine({ step: 'brokers', state: 'done', detail: '3 brokers', ms: 2_750 })).toBe(
      '2.8 s   Kafka: brokers (3 brokers)',
    );
    expect(progressLine({ step: 'seed', state: 'failed' })).toBe('failed  Demo data');
  });

  it('tells of a start only where there is something to wait for', () => {
    expect(progressLine({ step: 'brokers', state: 'running' })).toBeNull();
    expect(progressLine({ step: 'kafkaFiles', state: 'running', detail: 'fetching' })).toContain('fetching');
  });

  it('counts in seconds', () => {
    expect(duration(430)).toBe('0.4 s');
  });
});
