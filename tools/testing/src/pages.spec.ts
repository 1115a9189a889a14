import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  pagePaths,
  parsePage,
  readPage,
  REPOSITORY,
  type MarkdownPage,
} from './outside/pages/markdown-page.js';
import { mentionedCommands, type MentionedCommand } from './outside/pages/mentioned-commands.js';
import { brokenLinks } from './page-links.js';
import { proseProblems } from './prose-rules.js';

const pages = pagePaths().map((path) => readPage(path));

const BROKEN = `
# A page
## The [second](#a-page) heading
## Twice
## Twice
[file](no-such-file.ts) [anchor](#not-here) [other](docs/adr/README.md#nowhere) [out](../outside.md)
[folder](docs/adr#here) [line](LICENSE#L99999) ![image](no-image.png) [by name][name]
[right](docs/adr/README.md#decisions) [right](#twice-1) [right](docs) [right](LICENSE#L1-L3) [site](https://kafka.apache.org)

[name]: missing.md
`;

describe('links of the pages', () => {
  it('of each broken kind are found, and no others', () => {
    expect(brokenLinks(parsePage('BROKEN.md', BROKEN)).map((problem) => problem.split(': ')[1])).toEqual([
      'no-such-file.ts',
      '#not-here',
      'docs/adr/README.md#nowhere',
      '../outside.md',
      'docs/adr#here',
      'LICENSE#L99999',
      'missing.md',
      'no-image.png',
    ]);
  });

  it.each(pages.map((page) => [page.path, page] as const))('of %s are not broken', (_, page) => {
    expect(brokenLinks(page)).toEqual([]);
  });
});

const json = (path: string): unknown => JSON.parse(readFileSync(join(REPOSITORY, path), 'utf8'));
const { scripts } = json('package.json') as { scripts: Record<string, string> };
const { generators } = json('tools/generators/generators.json') as { generators: Record<string, unknown> };
/** Commands of npm itself, without a script of ours. */
const NPM_COMMANDS = ['install', 'ci'];

function exists({ program, words }: MentionedCommand): boolean {
  const [first = '', second = '', third = ''] = words;
  if (program === 'npm')
    return first === 'run' ? second in scripts : first in scripts || NPM_COMMANDS.includes(first);
  if (program === 'npx' && first === 'nx' && second === 'g') return third in generators;
  if (program === 'npx') return existsSync(join(REPOSITORY, 'node_modules/.bin', first));
  return true; // documented-commands.spec of tools/cli checks the commands of peaje.
}

const unknownCommands = (page: MarkdownPage): string[] =>
  mentionedCommands(page)
    .filter((command) => !exists(command))
    .map(({ program, words }) => [program, ...words].join(' '));

const WRONG_COMMANDS = `
\`\`\`text
git clone https://example.org/peaje && cd peaje && npm begin
PEAJE_BROKERS=1 npm run begin
\`\`\`

\`\`\`sh
id=$(npx no-such-program --json)
npx nx g producer loyalty
\`\`\`

Not a command: \`npm\`. One in a sentence: \`npm run nothing\`. Right: \`npm start\`, \`npm run reset\`, \`npx nx g consumer x\`.
`;

describe('commands of the pages', () => {
  it('that do not exist are found, in blocks and in sentences', () => {
    expect(unknownCommands(parsePage('WRONG.md', WRONG_COMMANDS))).toEqual([
      'npm begin',
      'npm run begin',
      'npx no-such-program --json',
      'npx nx g producer loyalty',
      'npm run nothing',
    ]);
  });

  it.each(pages.map((page) => [page.path, page] as const))('of %s exist', (_, page) => {
    expect(unknownCommands(page)).toEqual([]);
  });
});

const LONG = 'a word '.repeat(18);
const ALONE = `[a link that no line can hold](https://example.org/${'path/'.repeat(20)})`;
/** In pieces, so that a search for these words finds nothing. */
const OLD = {
  fake: ['look', 'alike'].join('-'),
  fixes: ['m', 'ends'].join(''),
  who: ['Who', 'ever'].join(''),
};
const NOT_PLAIN = `
${LONG}
| ${LONG} |
- ${ALONE}
[name]: https://example.org/${'path/'.repeat(20)}

\`\`\`sh
# ${LONG}
# ask the ${OLD.fake} of Twilio
\`\`\`

${OLD.who} finds a broken pony ${OLD.fixes} it. A comment, a recommendation and an amendment are plain.
`;

describe('the prose of the pages', () => {
  it('a long line and a word that is not plain are found; tables, code and links alone may be long', () => {
    expect(proseProblems('PAGE.md', NOT_PLAIN)).toEqual([
      'PAGE.md:2: 126 characters',
      `PAGE.md:9: ${OLD.fake}`,
      `PAGE.md:12: ${OLD.who}`,
      'PAGE.md:12: pony',
      `PAGE.md:12: ${OLD.fixes}`,
    ]);
    expect(proseProblems('CHANGELOG.md', NOT_PLAIN)).toEqual(['CHANGELOG.md:2: 126 characters']);
  });

  it.each(pages.map(({ path }) => path))('%s is plain', (path) => {
    expect(proseProblems(path, readFileSync(join(REPOSITORY, path), 'utf8'))).toEqual([]);
  });
});
