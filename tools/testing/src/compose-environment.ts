import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';
import type { ZodObject } from 'zod';

const REPOSITORY = join(import.meta.dirname, '../../..');
/** Variables that the image sets. */
const IMAGE = ['HOST', 'PORT'];

interface ComposeFile {
  readonly services: Readonly<
    Record<string, { readonly environment?: Readonly<Record<string, unknown>>; readonly env_file?: string }>
  >;
}

/** The variables that docker-compose.yml sets for a service, or passes on to it. */
function composeVariables(service: string): string[] {
  const { services } = parse(readFileSync(join(REPOSITORY, 'docker-compose.yml'), 'utf8'), {
    merge: true,
  }) as ComposeFile;
  const { environment = {}, env_file: file } = services[service] ?? {};
  const fromFile =
    file === undefined ? {} : parseEnv(readFileSync(join(REPOSITORY, defaultOf(file)), 'utf8'));
  return [...Object.keys(environment), ...Object.keys(fromFile)];
}

/** The variables that docker-compose.yml sets and the schema does not know, and those that the schema misses. */
export function composeMistakes(service: string, { shape }: ZodObject) {
  const set = [...composeVariables(service), ...IMAGE];
  const needed = Object.keys(shape).filter((name) => !shape[name]!.safeParse(undefined).success);
  return {
    unknown: set.filter((name) => !(name in shape)),
    missing: needed.filter((name) => !set.includes(name)),
  };
}

/** `twilio${TWILIO_ACCOUNT_SID:+.real}.env` without any variable set. */
const defaultOf = (text: string): string => text.replaceAll(/\$\{\w+:\+[^}]*\}/g, '');
