import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventSchemas } from '@peaje/contracts';
import { refusalOf } from './compatibility.js';
import { CONTRACTS } from './contracts-folder.js';

/** What today's schemas break of the committed ones, each with its way out. */
export function refusals(): string[] {
  const folder = join(CONTRACTS, 'schemas');
  if (!existsSync(folder)) return [];
  const today = eventSchemas();
  return readdirSync(folder).flatMap((name) => {
    const type = name.replace(/\.json$/, '');
    const committed = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>;
    const schema = today[type];
    if (!schema) return [`${type} is gone: its readers and its records are not. Keep it`];
    return refusalOf(type, committed, schema) ?? [];
  });
}
