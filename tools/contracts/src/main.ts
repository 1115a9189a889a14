import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CONTRACTS } from './contracts-folder.js';
import { publishedDocuments } from './documents.js';

for (const [name, text] of publishedDocuments()) {
  const file = join(CONTRACTS, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
