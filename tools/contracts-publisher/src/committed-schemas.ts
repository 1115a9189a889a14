import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusalOf } from './compatibility.js';
import { eventSchemas } from './event-schemas.js';
import { CONTRACTS } from './folders.js';

/** The schemas that break a committed one, each with the way out. */
export function refusals(): string[] {
  const folder = join(CONTRACTS, 'schemas');
  if (!existsSync(folder)) return [];
  const today = eventSchemas();
  return readdirSync(folder).flatMap((name) => {
    const type = name.replace(/\.json$/, '');
    const committed = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>;
    const schema = today[type];
    if (!schema) return [`${type} is gone, but its readers and its records still exist: keep it`];
    return refusalOf(type, committed, schema) ?? [];
  });
}
