import { stripVTControlCharacters } from 'node:util';

import type { StackInfo } from '../stack-info.js';
import { summary } from './summary.js';

const at = (port: number) => [{ url: `http://127.0.0.1:${port}`, pid: 4_711 }];
const database = (name: string) => `postgresql://postgres:a-long-password@127.0.0.1:15432/${name}`;
const INFO: StackInfo = {
  ready: true,
  startedAt: '2026-11-26T08:00:00.000Z',
  control: { url: 'http://127.0.0.1:23200', token: 'a-token', pid: 1 },
  services: {
    pos: at(3_000),
    debit: at(3_001),
    audit: at(3_002),
    sms: at(3_003),
    board: at(3_004),
    'fake-twilio': at(4_010),
  },
  kafka: { brokers: ['127.0.0.1:19092', '127.0.0.1:19093', '127.0.0.1:19094'], nodes: [] },
  postgres: { pid: 2, urls: { pos: database('pos'), debit: database('debit'), audit: database('audit') } },
  checkpointKeys: null,
  seed: { keys: {}, cards: {}, accounts: {} },
};
const shown = stripVTControlCharacters(summary(INFO, '.peaje/logs'));

describe('the summary of a start', () => {
  it('fits 80 columns', () => {
    expect(shown.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it.each([
    ['the demo keys', /demo_shop.*demo_toll.*demo_bank/],
    ['the command line', /npx peaje charge --card card_rich/],
    ['how to have it on the PATH', /export PATH="\$PWD\/node_modules\/\.bin:\$PATH"/],
    ['the page of texts', /http:\/\/127\.0\.0\.1:4010/],
    ['the routes', /http:\/\/127\.0\.0\.1:3000\/docs/],
    ['the pages', /docs\/README\.md/],
    ['the logs', /\.peaje\/logs/],
  ])('names %s', (_, text) => {
    expect(shown).toMatch(text);
  });

  it('begins with the board', () => {
    expect(shown.split('\n')[0]).toBe('The board, all of it in a browser: http://127.0.0.1:3004');
  });

  it('shows no password', () => {
    expect(shown).not.toContain('a-long-password');
  });
});
