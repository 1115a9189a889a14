import { asyncApi, eventSchemas, openApi, permissionsScript } from '@peaje/contracts';
import { stringify } from 'yaml';

/** What is published under `contracts/`, by file name: made from the schemas and the tables of libs/contracts alone. */
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

const NOTE = '# Made by `npm run contracts` from libs/contracts: change it there.\n';

const yaml = (document: object): string =>
  NOTE + stringify(document, { aliasDuplicateObjects: false, lineWidth: 110 });
