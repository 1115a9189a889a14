import { type MarkdownPage, mentionedCommands, pagePaths, parsePage, readPage } from '@peaje/testing';
import { SECTIONS } from './catalogue.js';
import { commandLines, helpOf } from './cli.js';
import { Terminal } from './terminal.js';

const terminal = new Terminal();
const lines = await commandLines();
const helps = new Map<string, Promise<string>>();
function helpFor(line: string): Promise<string> {
  const help = helps.get(line) ?? helpOf(line, terminal);
  helps.set(line, help);
  return help;
}

const isOption = (word: string): boolean => word.startsWith('--');

/** `peaje …`, `peaje help <command>` and `peaje <command> --help`. */
const isNoCommand = (words: readonly string[]): boolean =>
  words[0] === 'help' || words.includes('--help') || !/^[a-z]/.test(words[0] ?? '');

/** The longest command that a line begins with. */
const commandOf = (words: readonly string[]): string | undefined =>
  words.map((_, i) => words.slice(0, i + 1).join(' ')).findLast((line) => lines.includes(line));

/** The commands and options of a page that `peaje` does not know. */
async function unknownToCli(page: MarkdownPage): Promise<string[]> {
  const problems: string[] = [];
  for (const { words } of mentionedCommands(page).filter(({ program }) => program === 'peaje')) {
    const line = commandOf(words);
    if (line === undefined && !isNoCommand(words)) problems.push(words.join(' '));
    if (line === undefined) continue;
    const help = await helpFor(line);
    for (const option of words.filter(isOption).map((word) => word.replace(/[=,].*$/, '')))
      if (!new RegExp(`\\s${option}\\b`).test(help)) problems.push(`${line} ${option}`);
  }
  return problems;
}

const WRONG = `
\`\`\`sh
id=$(npx peaje charge --card card_rich --amuont 1.00 --json)
npx peaje dlq bury && npx peaje audit verify --from-topic
\`\`\`

\`\`\`console
$ peaje look
$ peaje stack broker kill 3 --signal TERM
\`\`\`

In a sentence: \`peaje topics --brief\`, and \`peaje groups\`.
`;

describe('the commands on the pages', () => {
  it('an unknown command or option is found', async () => {
    expect(await unknownToCli(parsePage('WRONG.md', WRONG))).toEqual([
      'charge --amuont',
      'dlq bury',
      'look',
      'topics --brief',
    ]);
  });

  const pages = pagePaths().map((path) => [path, readPage(path)] as const);
  it.each(pages)('%s names only commands and options of peaje', async (_, page) => {
    expect(await unknownToCli(page)).toEqual([]);
  });
});

it('each example of the front page names a command and options of peaje', async () => {
  const examples = SECTIONS.flatMap(({ commands }) => commands.map(({ example }) => example));
  const page = parsePage('FRONT.md', `\`\`\`sh\n${examples.join('\n')}\n\`\`\`\n`);
  expect(mentionedCommands(page).length).toBeGreaterThanOrEqual(examples.length);
  expect(await unknownToCli(page)).toEqual([]);
});
