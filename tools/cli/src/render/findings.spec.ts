import { stripVTControlCharacters } from 'node:util';
import type { Finding } from '@peaje/stack';
import { findingsText } from './findings.js';

const WELL: Finding = { subject: 'Node', state: 'well', detail: 'v24.21.0', wayOut: null };
const UNWELL: Finding = {
  subject: 'debit-1',
  state: 'unwell',
  detail: 'waiting for: database (http://127.0.0.1:3001), for a time that is longer than one line',
  wayOut: 'peaje logs debit-1, peaje stack status',
};
const plain = (findings: readonly Finding[], width?: number): string[] =>
  stripVTControlCharacters(findingsText(findings, width).toString()).split('\n');

describe('the findings of doctor', () => {
  it('that are well are one line each', () => {
    expect(plain([WELL])).toEqual(['well    Node: v24.21.0', '', 'Nothing is unwell.']);
  });

  it('that are unwell have their way out', () => {
    const lines = plain([WELL, UNWELL]);
    expect(lines).toContain('        → peaje logs debit-1, peaje stack status');
    expect(lines.at(-1)).toContain('1 thing is unwell');
  });

  it.each([60, 80])('fit %i columns', (width) => {
    expect(plain([WELL, UNWELL], width).filter((line) => line.length > width)).toEqual([]);
  });
});
