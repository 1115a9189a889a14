import { serviceEnv } from '@peaje/chassis';
import { composeMistakes } from '@peaje/testing';

it('docker-compose.yml sets what debit needs, and nothing that it does not know', () => {
  expect(composeMistakes('debit', serviceEnv)).toEqual({ unknown: [], missing: [] });
});
