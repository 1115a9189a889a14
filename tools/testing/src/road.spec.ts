import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as contracts from '@peaje/contracts';
import { readPage, REPOSITORY } from './outside/pages/markdown-page.js';
import { importsOf, parseRoads, roadProblems, type Carrier, type Road } from './roads.js';

const isRoad = (line: Road | Carrier): line is Road => 'steps' in line;
const titleOf = ({ service, steps }: Road): string =>
  [service, ...steps.map(({ file }) => file.replace(/^apps\/[^/]+\/src\/|\.ts$/g, ''))].join(' → ');

const isService = (app: string): boolean =>
  'peaje' in (JSON.parse(readFileSync(join(REPOSITORY, 'apps', app, 'package.json'), 'utf8')) as object);

const blocks = readPage('ARCHITECTURE.md')
  .blocks.filter(({ lang }) => lang === 'roads')
  .map(({ text }) => parseRoads(text));
const roads = blocks.flat().filter(isRoad);

const problemsOf = (block: string): string[] => parseRoads(block).filter(isRoad).flatMap(roadProblems);

describe('a road on the page of architecture', () => {
  it.each(roads.map((road) => [titleOf(road), road] as const))('%s', (_, road) => {
    expect(roadProblems(road)).toEqual([]);
  });

  it('each service has one', () => {
    // A page that a service serves is no service.
    const services = readdirSync(join(REPOSITORY, 'apps')).filter(isService);
    expect(services.filter((name) => !roads.some(({ service }) => service === name))).toEqual([]);
  });

  it('a file that was renamed, an arrow without an import and an import back up are found', () => {
    expect(problemsOf('debit kafka/charges.consumer → ledger/settle-charge.handler')).toEqual([
      'apps/debit/src/ledger/settle-charge.handler.ts does not exist',
    ]);
    expect(problemsOf('debit kafka/charges.consumer → db/ledger.sql')).toEqual([
      'apps/debit/src/kafka/charges.consumer.ts does not lead to apps/debit/src/db/ledger.sql.ts',
    ]);
    expect(problemsOf('debit ledger/settle-batch → ledger/settle-charges.handler')).toEqual([
      'apps/debit/src/ledger/settle-batch.ts does not lead to apps/debit/src/ledger/settle-charges.handler.ts',
      'apps/debit/src/ledger/settle-charges.handler.ts imports back up to apps/debit/src/ledger/settle-batch.ts',
    ]);
  });

  it('a file that is called pure and imports another file of its road is found', () => {
    const problems = problemsOf(
      'debit kafka/charges.consumer (pure)\n      → ledger/settle-charges.handler (remark)',
    );
    expect(problems).toEqual([
      'apps/debit/src/kafka/charges.consumer.ts imports back up to apps/debit/src/ledger/settle-charges.handler.ts',
    ]);
  });
});

/** A carrier with the road before it and the road behind it. */
const crossings = blocks.flatMap((block) =>
  block.flatMap((line, i) => {
    if (isRoad(line)) return [];
    const before = block.slice(0, i).findLast(isRoad);
    const behind = block.slice(i).find(isRoad);
    return line.names.map((name) => ({ name, kind: line.kind, key: line.key, before, behind }));
  }),
);

const textOf = (file: string): string => readFileSync(join(REPOSITORY, file), 'utf8');

/** The contracts of the topics that a consumer names. */
const subscribedTo = (file: string): string[] =>
  [...textOf(file).matchAll(/@ConsumeBatch\(\s*\[([^\]]*)\]/g)].flatMap(([, names = '']) =>
    names.split(',').map((name) => name.trim()),
  );

const mentions = (file: string, text: string): boolean =>
  [file, ...importsOf(file).map((one) => one.file)].some((one) => textOf(one).includes(text));

describe('between two roads', () => {
  const topics = crossings.filter(({ kind }) => kind === 'topic');
  it.each(topics)('the topic $name is what its contract says', ({ name, key, before, behind }) => {
    const topic = contracts.topics.find((one) => one.name === name)!;
    expect(topic).toBeDefined();
    if (key !== undefined) expect(key).toBe(topic.key);
    if (before) expect(contracts.writersOf(topic)).toContain(before.service);
    expect(topic.groups.map(contracts.serviceOf)).toContain(behind!.service);
    const [contractName] = Object.entries(contracts).find(([, value]) => value === topic)!;
    expect(subscribedTo(behind!.steps[0]!.file)).toContain(contractName);
  });

  const channels = crossings.filter(({ kind }) => kind === 'notify');
  it.each(channels)('the last file before the channel $name and the first behind it name it', (channel) => {
    const files = [channel.before!.steps.at(-1)!.file, channel.behind!.steps[0]!.file];
    expect(files.filter((file) => !mentions(file, `'${channel.name}'`))).toEqual([]);
  });
});
