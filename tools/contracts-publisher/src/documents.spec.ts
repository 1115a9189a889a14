import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromFile, Parser } from '@asyncapi/parser';
import { routes } from '@peaje/contracts';
import { createConfig, lint } from '@redocly/openapi-core';
import { CONTRACTS } from './folders.js';
import { publishedDocuments } from './documents.js';

const documents = publishedDocuments();

describe('the published contracts', () => {
  it.each([...documents.keys()])('%s is up to date', (name) => {
    const file = join(CONTRACTS, name);
    const committed = existsSync(file) ? readFileSync(file, 'utf8') : '';

    if (committed !== documents.get(name))
      throw new Error(
        `contracts/${name} is stale: run \`npm run contracts\`, check the difference and commit it`,
      );
  });

  it('have no other schema: a removed type still has readers', () => {
    const committed = readdirSync(join(CONTRACTS, 'schemas')).map((name) => `schemas/${name}`);

    expect(committed.filter((name) => !documents.has(name))).toEqual([]);
  });
});

it('asyncapi.yaml is valid AsyncAPI 3', async () => {
  const { diagnostics } = await fromFile(new Parser(), join(CONTRACTS, 'asyncapi.yaml')).parse();

  expect(diagnostics.filter(({ severity }) => severity <= 1)).toEqual([]);
}, 60_000);

it('openapi.yaml is valid OpenAPI 3.1', async () => {
  const config = await createConfig({
    extends: ['recommended'],
    // Each path names its servers, probes have no refusal, and the address of a service only leads on.
    rules: {
      'no-empty-servers': 'off',
      'operation-4xx-response': 'off',
      'operation-2xx-response': 'off',
    },
  });
  const problems = await lint({ ref: join(CONTRACTS, 'openapi.yaml'), config });

  expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual(
    [],
  );
}, 60_000);

it('every route succeeds with a 2xx, except the one that leads to another', () => {
  const leadsOn = routes.filter(({ answers }) => !Object.keys(answers).some((status) => /^2/.test(status)));

  expect(leadsOn.map(({ method, path, answers }) => [method, path, Object.keys(answers)])).toEqual([
    ['GET', '/', ['302']],
  ]);
});
