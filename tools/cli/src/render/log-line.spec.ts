import { stripVTControlCharacters } from 'node:util';
import { logLine } from './log-line.js';

const plain = (line: string, process: string | null = null): string =>
  stripVTControlCharacters(logLine(line, process).toString());
const logged = (fields: object): string =>
  JSON.stringify({ level: 30, time: Date.UTC(2026, 10, 22, 20), pid: 1, service: 'debit', ...fields });

it.each([
  [logged({ msg: 'joined', group: 'debit' }), '20:00:00.000 info  joined group=debit'],
  [
    logged({ level: 50, msg: 'failed', err: { message: 'no\nanswer', stack: 'Error: …' } }),
    '20:00:00.000 error failed err="no\\nanswer"',
  ],
  ['[2026-11-22 20:00:00,000] INFO Kafka started', '[2026-11-22 20:00:00,000] INFO Kafka started'],
  ['{"no":"log line"}', '{"no":"log line"}'],
  ['{half', '{half'],
])('%s', (line, shown) => {
  expect(plain(line)).toBe(shown);
});

it('names its process where there are several', () => {
  expect(plain('started', 'debit-2')).toBe('debit-2  started');
});

it('shows nothing that a terminal acts on', () => {
  const line = logged({ msg: '\u001b[2J', other: '\u001b]0;title\u0007' });
  expect(plain(line)).not.toMatch(/[\u0000-\u001f]/);
});
