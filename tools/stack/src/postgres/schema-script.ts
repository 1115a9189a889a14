import { readFile } from 'node:fs/promises';

import { openEngine } from './schema-engine.js';

/**
 * A program of its own: prints the SQL that creates a schema (SCHEMA) in an empty database. It needs DATABASE_URL
 * only because the engine does not start without a database.
 */
async function main(url: string, schema: string): Promise<void> {
  const schemaEngine = await openEngine(url);
  const { stdout } = await schemaEngine.diff({
    from: { tag: 'empty' },
    to: {
      tag: 'schemaDatamodel',
      files: [{ path: 'schema.prisma', content: await readFile(schema, 'utf8') }],
    },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  process.stdout.write(stdout ?? '');
}

const { DATABASE_URL: url, SCHEMA: schema } = process.env;
if (!url || !schema) throw new Error('DATABASE_URL and SCHEMA must be set');
main(url, schema).then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
);
