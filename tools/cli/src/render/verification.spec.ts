import { stripVTControlCharacters } from 'node:util';
import type { Printable } from './printable.js';
import { type ChainReport, verificationText } from './verification.js';

const plain = (text: Printable): string[] => stripVTControlCharacters(text.toString()).split('\n');

const chain: ChainReport = {
  chain: 'charges.decided/1',
  entries: 5,
  ok: true,
  head: { seq: 5, offset: '4', hash: '2f7ed8b47b0e'.padEnd(64, '0') },
  firstBreak: null,
  since: 0,
  verified: null,
  checkpoints: { checked: 1, invalid: 0, number: 1, vouchedSeq: 5 },
  reread: null,
};

it('an intact record', () => {
  const lines = plain(verificationText([chain]));
  expect(lines[1]).toBe('charges.decided/1        5            1  2f7ed8b47b0e  intact');
  expect(lines.at(-1)).toBe('The record is intact: 1 chain, 5 entries, 1 signed checkpoint.');
});

it('a broken chain: the position of the first break', () => {
  const position = { seq: 3, topic: 'charges.decided', partition: 1, offset: '2' };
  const firstBreak = { ...position, kind: 'changed' as const, detail: 'its value' };
  const reread = { ok: false, records: 5, behind: 0, difference: 'another head' };
  expect(plain(verificationText([{ ...chain, ok: false, firstBreak, reread }])).slice(-3)).toEqual([
    'charges.decided/1 is broken at entry 3, charges.decided/1@2 (changed): its value',
    'charges.decided/1 differs from its topic: another head',
    '1 signed checkpoint checked.',
  ]);
});

it('what an incremental verification has not read again, and the warnings, each with its position', () => {
  const at = { chain: 'charges.decided/1', topic: 'audit.checkpoints', partition: 2 };
  const warnings = [
    {
      ...at,
      offset: '7',
      kind: 'unknown-key' as const,
      detail: 'checkpoint 3: it names a key that is not known',
    },
    { ...at, offset: '8', kind: 'not-a-checkpoint' as const, detail: 'checkpoint: no JSON' },
  ];
  expect(plain(verificationText([{ ...chain, since: 4 }], warnings)).slice(-4)).toEqual([
    'The record is intact: 1 chain, 5 entries, 1 signed checkpoint.',
    '4 entries of an earlier verification were not read again; --full reads all.',
    'warning audit.checkpoints/2@7 (unknown-key): checkpoint 3: it names a key that is not known',
    'warning audit.checkpoints/2@8 (not-a-checkpoint): checkpoint: no JSON',
  ]);
});
