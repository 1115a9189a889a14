import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { requestsIn, statusOf } from './support/pages/request-files.js';

const FOLDER = join(import.meta.dirname, '../requests');

describe.each(readdirSync(FOLDER))('requests/%s', (file) => {
  it.each(requestsIn(join(FOLDER, file)).map((request) => [request.title, request] as const))(
    '%s',
    async (_, request) => {
      expect(await statusOf(request)).toBe(request.status);
    },
  );
});
