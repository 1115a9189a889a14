import kafkajs from 'kafkajs';
import { kafkajsLogger } from './kafkajs-logger.js';

const REFUSED = 'Connection error: connect ECONNREFUSED 127.0.0.1:9092';

it('warns now and then why a broker cannot be reached, and logs the rest at debug level', () => {
  const logged: unknown[] = [];
  const say = (level: string) => (details: object, message: string) =>
    void logged.push(level === 'debug' ? level : [level, message, details]);
  let nowMs = 0;
  const logger = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
  const level = kafkajs.logLevel.ERROR;
  const log = kafkajsLogger(logger, () => nowMs)(level);
  const heard = (namespace: string, message: string) => {
    logged.length = 0;
    log({ namespace, level, label: '', log: { timestamp: '', message, broker: 'kafka-2:9092' } });
    return logged;
  };

  const warned = (why: string) => ['warn', expect.stringContaining(why), { broker: 'kafka-2:9092' }];
  expect(heard('Connection', REFUSED)).toEqual([warned('a broker cannot be reached')]);
  nowMs = 29_999;
  expect(heard('Connection', REFUSED)).toEqual(['debug']);
  nowMs = 30_000;
  expect(heard('Connection', 'Response Metadata(key: 3, version: 6)')).toEqual(['debug']);
  expect(heard('ConsumerGroup', 'Connection error')).toEqual(['debug']);
  expect(heard('Connection', 'Connection timeout')).toEqual([warned('timeout')]);
});
