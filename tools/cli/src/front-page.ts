import { SECTIONS } from './catalogue.js';
import { EXIT } from './cli-error.js';
import { bold, grey, lines, padded, type Part, type Printable, text } from './render/printable.js';
import { wrapped } from './render/wrapped.js';

const WIDEST = 100;
const NAMES = Math.max(...SECTIONS.flatMap(({ commands }) => commands.map(({ name }) => name.length)));

const EVERYWHERE = [
  ['-h, --help', 'the options of a command; so does peaje help <command>'],
  ['-v, --version', 'the version'],
  ['--json', 'JSON on stdout, nothing else'],
  ['--stack', 'the stack.json of a stack [PEAJE_STACK_FILE, .peaje/stack.json]'],
  ['--key', 'an API key [the demo keys]'],
] as const;
const EXIT_CODES = [
  [String(EXIT.done), 'done, also for a declined charge'],
  [String(EXIT.refused), 'refused or failed'],
  [String(EXIT.usage), 'wrong usage'],
  [String(EXIT.unavailable), 'the stack, a service or Kafka does not answer'],
  [String(EXIT.interrupted), 'interrupted'],
] as const;

/** `peaje`: the commands by subject, with an example each. Pure. */
export function frontPage(terminalWidth: number): Printable {
  const width = Math.min(WIDEST, terminalWidth);
  return lines([
    text`${bold('peaje')} <command> [options]`,
    '',
    ...wrapped('Charge cards on the running stack, and see what becomes of each charge.', width),
    ...SECTIONS.flatMap(({ heading, commands }) => [
      '',
      bold(heading),
      ...commands.flatMap(({ name, describe, example }) => [
        ...row(name, describe, NAMES, width),
        exampleLine(example, width),
      ]),
    ]),
    '',
    bold('Options of every command'),
    ...EVERYWHERE.flatMap(([name, means]) => row(name, means, 13, width)),
    '',
    bold('Exit codes'),
    ...EXIT_CODES.flatMap(([code, means]) => row(code, means, 3, width)),
  ]);
}

/** A name, and its words beside it on as many lines as they take. */
function row(name: string, words: string, nameWidth: number, width: number): Part[] {
  const [first = '', ...rest] = wrapped(words, width - nameWidth - 4);
  const indent = ' '.repeat(nameWidth + 4);
  return [text`  ${padded(name, nameWidth)}  ${first}`, ...rest.map((line) => text`${indent}${line}`)];
}

/** Under the words, or further left where it would not fit. */
function exampleLine(example: string, width: number): Printable {
  const indent = Math.max(4, Math.min(NAMES + 4, width - example.length));
  return text`${' '.repeat(indent)}${grey(example)}`;
}
