import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StackService } from '@peaje/testing/outside';
import { parse } from 'yaml';

export type Schema = { readonly [key: string]: unknown };

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: Schema;
}

interface Content {
  readonly [mediaType: string]: { readonly schema: Schema };
}

export interface Response {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Content;
}

/** A route of the published document, which is all that this run knows of the services. */
export interface Route {
  readonly services: readonly StackService[];
  readonly method: string;
  readonly path: string;
  readonly allows: 'public' | 'twilio' | readonly string[];
  readonly parameters: readonly Parameter[];
  readonly bodies: Content;
  readonly responses: Readonly<Record<string, Response>>;
}

interface Operation {
  readonly 'x-allows'?: readonly string[];
  readonly security?: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Route['responses'];
}

interface Document {
  readonly paths: Readonly<
    Record<string, { readonly servers: readonly { readonly description: StackService }[] }>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const FILE = join(import.meta.dirname, '../../../contracts/openapi.yaml');

export const document = parse(readFileSync(FILE, 'utf8')) as Document;

/** An answer without an end would be waited for: the board's own specs listen to it. */
const isEndless = ({ responses }: Route): boolean =>
  Object.values(responses).some(({ content = {} }) => 'text/event-stream' in content);

const documented: readonly Route[] = Object.entries(document.paths).flatMap(
  ([path, { servers, ...operations }]) =>
    Object.entries(operations as Record<string, Operation>).map(([method, operation]) => ({
      services: servers.map(({ description }) => description),
      method: method.toUpperCase(),
      path,
      allows: operation['x-allows'] ?? (operation.security?.length === 0 ? 'public' : 'twilio'),
      parameters: operation.parameters ?? [],
      bodies: operation.requestBody?.content ?? {},
      responses: operation.responses,
    })),
);

export const routes = documented.filter((route) => !isEndless(route));

export const nameOf = ({ method, path }: Route): string => `${method} ${path}`;

const REFERENCE = '#/components/schemas/';

/** Follows a reference; the fields beside it override those of its target. */
export function resolved(schema: Schema): Schema {
  const { $ref, ...beside } = schema;
  if (typeof $ref !== 'string') return schema;
  return { ...resolved(document.components.schemas[$ref.slice(REFERENCE.length)] ?? {}), ...beside };
}
