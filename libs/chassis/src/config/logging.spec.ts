import { pino } from 'pino';
import { printableLine } from './logging.js';

it('a line of the log is one line of JSON that no terminal acts on', () => {
  let written = '';
  const logger = pino({ hooks: { streamWrite: printableLine } }, { write: (line) => (written += line) });
  const hostile = 'a\x1b[2J\u009b8m\u202e\x7f\u2028\r\nb';
  logger.warn({ key: hostile }, hostile);
  expect(written).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e]/);
  expect(written.split('\n')).toHaveLength(2);
  expect(JSON.parse(written)).toMatchObject({ key: hostile, msg: hostile });
});
