import { stripVTControlCharacters } from 'node:util';
import type { Printable } from './printable.js';
import { killText } from './stack.js';

const plain = (text: Printable): string[] => stripVTControlCharacters(text.toString()).split('\n');
const signalled = (signal: string, gone: boolean, pid: number | null = 4_711, name = 'debit-1') => ({
  signalled: [{ name, pid, signal, gone }],
});

describe('a killed process', () => {
  it('is named with its pid, the signal and what happens now; then comes what to look at', () => {
    expect(plain(killText(signalled('SIGKILL', true), 'debit'))).toEqual([
      'debit-1 (pid 4711) got SIGKILL: it is gone. The stack brings it back.',
      '',
      'See what becomes of it:',
      '  peaje stack status',
      '  peaje logs debit',
      '  peaje groups',
    ]);
  });

  it('that takes longer to end is still ending', () => {
    expect(plain(killText(signalled('SIGTERM', false), 'debit'))[0]).toBe(
      'debit-1 (pid 4711) got SIGTERM: it is still ending. The stack brings it back.',
    );
  });

  it('that did not run got nothing', () => {
    expect(plain(killText(signalled('SIGKILL', true, null), 'debit'))[0]).toBe(
      'debit-1 does not run: it got no signal.',
    );
  });

  it.each([
    ['debit-1', 'debit', 'peaje stack kill debit --signal CONT'],
    ['kafka-3', 'kafka-3', 'peaje stack broker kill 3 --signal CONT'],
    ['postgres', 'postgres', 'peaje stack postgres kill --signal CONT'],
  ])('%s that is frozen, and how it goes on', (name, target, command) => {
    const lines = plain(killText(signalled('SIGSTOP', false, 4_711, name), target));
    expect(lines[0]).toContain('it is frozen');
    expect(lines).toContain(`  ${command}`);
  });
});
