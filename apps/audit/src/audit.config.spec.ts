import { composeMistakes } from '@peaje/testing';
import { auditEnv } from './audit.config.js';

it('docker-compose.yml sets what audit needs, and nothing that it does not know', () => {
  expect(composeMistakes('audit', auditEnv)).toEqual({ unknown: [], missing: [] });
});
