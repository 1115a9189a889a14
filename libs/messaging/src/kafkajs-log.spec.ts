import kafkajs from 'kafkajs';
import { kafkajsLog } from './kafkajs-log.js';

const NONE = 'Failed to connect to seed broker, trying another broker from the list: ';
const { ERROR, WARN } = kafkajs.logLevel;

it('says now and then why no broker can be reached, and leaves the rest to whoever debugs', () => {
  const said: string[] = [];
  const say = (level: string) => (_: object, message: string) => void said.push(`${level} ${message}`);
  let nowMs = 0;
  const logger = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
  const log = kafkajsLog(logger, () => nowMs)(WARN);
  const heard = (namespace: string, level: number, message: string) => {
    said.length = 0;
    log({ namespace, level, label: '', log: { timestamp: '', message } });
    return said;
  };

  expect(heard('BrokerPool', ERROR, `${NONE}ECONNREFUSED`)).toEqual([
    `warn Kafka cannot be reached, and is tried again: ${NONE}ECONNREFUSED`,
  ]);
  nowMs = 29_999;
  expect(heard('BrokerPool', ERROR, `${NONE}ECONNREFUSED`)).toEqual([`debug kafkajs: ${NONE}ECONNREFUSED`]);
  nowMs = 30_000;
  expect(heard('BrokerPool', ERROR, `${NONE}ECONNRESET`)[0]).toMatch(/^warn .*ECONNRESET$/);
  expect(heard('Connection', ERROR, 'Response Metadata')).toEqual(['debug kafkajs: Response Metadata']);
});
