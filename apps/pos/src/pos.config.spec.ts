import { composeMistakes } from '@peaje/testing';
import { posEnv } from './pos.config.js';

it('docker-compose.yml sets what pos needs, and nothing that it does not know', () => {
  expect(composeMistakes('pos', posEnv)).toEqual({ unknown: [], missing: [] });
});
