import { stringify } from 'yaml';
import { asyncApi } from './asyncapi.js';
import { eventSchemas } from './event-schemas.js';
import { openApi } from './openapi.js';
import { permissionsScript } from './permissions.js';

/** The files of `contracts/` by name, generated from libs/contracts. */
export function publishedDocuments(): Map<string, string> {
  const schemas = Object.entries(eventSchemas()).map(([type, schema]): [string, string] => [
    `schemas/${type}.json`,
    `${JSON.stringify(schema, null, 2)}\n`,
  ]);
  return new Map([
    ...schemas,
    ['asyncapi.yaml', yaml(asyncApi())],
    ['openapi.yaml', yaml(openApi())],
    ['kafka-permissions.sh', permissionsScript()],
  ]);
}

const HEADER = '# Made by `npm run contracts` from libs/contracts: change it there.\n';

const yaml = (document: object): string =>
  HEADER + stringify(document, { aliasDuplicateObjects: false, lineWidth: 110 });
