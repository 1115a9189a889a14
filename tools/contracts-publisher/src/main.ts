import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { refusals } from './committed-schemas.js';
import { CONTRACTS } from './folders.js';
import { publishedDocuments } from './documents.js';

const broken = refusals();
if (broken.length > 0) {
  process.stderr.write(`${broken.join('\n\n')}\n\nNothing was written.\n`);
  process.exit(1);
}
for (const [name, text] of publishedDocuments()) {
  const file = join(CONTRACTS, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
