import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf, importsLeftBehind, listsOfFiles, missingPaths, pathsNamed } from './copied-files.js';
import { REPOSITORY } from './outside/pages/markdown-page.js';

const SMALL = `
Take \`libs/kernel/src/money.ts\`, \`libs/kernel/src/none.ts\` and \`app.get(Relay)\`.

## Half a library

| what  | which                         |
| ----- | ----------------------------- |
| rooms | \`libs/messaging/src/outbox\` |
| proof | \`libs/kernel\`               |
`;

describe('a page that says what to copy', () => {
  it('is told of a path that does not exist', () => {
    expect(missingPaths(SMALL)).toEqual(['libs/kernel/src/none.ts']);
  });

  it('is told what its lists leave behind', () => {
    const [[heading, files]] = [...listsOfFiles(SMALL)] as [[string, string[]]];
    expect(heading).toBe('Half a library');
    const left = importsLeftBehind(files, ['libs/contracts']);
    expect(left).toContain('libs/messaging/src/outbox/relay.ts: ../kafka/partition-producer.js');
    expect(left).toContain('libs/messaging/src/outbox/operations.ts: @peaje/kernel');
    expect(left.filter((one) => one.includes('./outbox.sql.js'))).toEqual([]);
  });
});

describe('docs/copy-this.md', () => {
  const markdown = readFileSync(join(REPOSITORY, 'docs/copy-this.md'), 'utf8');

  it('names files and folders that exist', () => {
    expect(pathsNamed(markdown).length).toBeGreaterThan(20);
    expect(missingPaths(markdown)).toEqual([]);
  });

  const packages = ['libs/kernel', 'libs/record-batches', 'libs/contracts'];
  it.each([...listsOfFiles(markdown)])('%s: the list is whole', (_, files) => {
    expect(files.length).toBeGreaterThan(5);
    expect(importsLeftBehind(files, packages)).toEqual([]);
  });

  it('has a list for each of the three parts of messaging', () => {
    expect(listsOfFiles(markdown).size).toBe(3);
    expect(packages.filter((one) => !pathsNamed(markdown).includes(one))).toEqual([]);
  });
});

describe('examples/orders', () => {
  it('has 150 lines at most, without its spec', () => {
    const files = filesOf('examples/orders/src');
    const lines = files.flatMap((file) => readFileSync(join(REPOSITORY, file), 'utf8').trimEnd().split('\n'));
    expect(files.length).toBeGreaterThan(3);
    expect(lines.length).toBeLessThanOrEqual(150);
  });
});
