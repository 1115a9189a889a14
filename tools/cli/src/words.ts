import { ENTRIES, type CommandEntry } from './catalogue.js';
import { CliError, EXIT } from './cli-error.js';
import type { Command } from './command.js';
import { closest } from './did-you-mean.js';
import { text } from './render/printable.js';

/** The command that a line begins with. */
export interface Named {
  readonly entry: CommandEntry;
  /** The command of the first word. */
  readonly entryCommand: Command;
  /** That of the last: a subcommand. */
  readonly command: Command;
  /** `dlq list` */
  readonly line: string;
  /** It has only subcommands, and the line names none. */
  readonly isGroup: boolean;
}

/** Every command has these, so they may stand before it. */
const WITH_VALUE = ['--stack', '--key'];
const WITHOUT_VALUE = ['--json', '--no-json', '--help', '-h'];

/** The words up to the first option that only one command has. Pure. */
export function leadingWords(argv: readonly string[]): string[] {
  const words: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (WITH_VALUE.includes(word)) at++;
    else if (!word.startsWith('-')) words.push(word);
    else if (!WITHOUT_VALUE.includes(word) && !WITH_VALUE.some((one) => word.startsWith(`${one}=`))) break;
  }
  return words;
}

/**
 * Loads the command of a line; null when it names none. A wrong first word is an error also when a later one is a command.
 * @throws CliError (usage), with the command that was probably meant
 */
export async function namedBy(argv: readonly string[]): Promise<Named | null> {
  const [first, ...words] = leadingWords(argv);
  if (first === undefined) return null;
  const entry = ENTRIES.find(({ name }) => name === first);
  if (!entry) throw unknown(first, '', ENTRIES);
  const entryCommand = await entry.load();
  let command = entryCommand;
  let line = first;
  for (const word of words) {
    if (command.commands === undefined) break;
    const inner = command.commands.find(({ name }) => name === word);
    if (!inner) throw unknown(word, line, command.commands);
    command = inner;
    line += ` ${word}`;
  }
  return { entry, entryCommand, command, line, isGroup: command.commands !== undefined };
}

function unknown(word: string, group: string, known: readonly { readonly name: string }[]): CliError {
  const names = known.map(({ name }) => name);
  const meant = closest(word, names);
  const line = group === '' ? '' : `${group} `;
  return new CliError(
    EXIT.usage,
    meant === undefined
      ? text`There is no command ${line}${word}.`
      : text`There is no command ${line}${word}. Did you mean ${line}${meant}?`,
    group === '' ? 'peaje help lists the commands.' : `These exist: ${names.join(', ')}.`,
  );
}
