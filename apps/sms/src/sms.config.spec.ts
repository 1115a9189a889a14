import { composeMistakes } from '@peaje/testing';
import { smsEnv } from './sms.config.js';

it('docker-compose.yml sets what sms needs, and nothing that it does not know', () => {
  expect(composeMistakes('sms', smsEnv)).toEqual({ unknown: [], missing: [] });
});
