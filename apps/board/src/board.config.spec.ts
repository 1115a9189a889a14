import { composeMistakes } from '@peaje/testing';
import { boardEnv } from './board.config.js';

it('docker-compose.yml sets what the board needs, and nothing that it does not know', () => {
  expect(composeMistakes('board', boardEnv)).toEqual({ unknown: [], missing: [] });
});

const urls = boardEnv.shape.PEAJE_SERVICE_URLS;

it('takes several instances of a service', () => {
  const text = 'pos=http://pos-1:3000, pos=http://pos-2:3000,debit=http://debit:3000';
  expect([...urls.parse(text)!]).toEqual([
    ['pos', ['http://pos-1:3000', 'http://pos-2:3000']],
    ['debit', ['http://debit:3000']],
  ]);
});

it('refuses an address without its service, and says the rule', () => {
  expect(urls.safeParse('http://pos:3000').error?.issues[0]?.message).toContain('<service>=<http address>');
});
