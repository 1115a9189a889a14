import { CliError, EXIT } from './cli-error.js';
import { closest } from './did-you-mean.js';
import { block, text } from './render/printable.js';

/** Options that every command has, and that its help lists. */
const OPTION = /(?:^|[\s,])(--?[a-zA-Z][a-zA-Z0-9-]*)/g;

/** The first option of a line that its command does not have; undefined when it has all. Pure. */
export function unknownOption(
  argv: readonly string[],
  help: string,
): { typed: string; meant?: string } | undefined {
  const known = new Set([...help.matchAll(OPTION)].map(([, option]) => option!));
  const typed = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined).filter(isOption);
  for (const option of typed.map((one) => one.replace(/=.*$/s, ''))) {
    const plain = option.replace(/^--no-/, '--');
    // yargs also reads --idempotencyKey for --idempotency-key.
    if ([option, plain, kebab(plain)].some((one) => known.has(one))) continue;
    const meant = closest(option, known);
    return { typed: option, ...(meant === undefined ? {} : { meant }) };
  }
  return undefined;
}

/** `-5` is a number. */
const isOption = (word: string): boolean => /^--?[a-zA-Z]/.test(word);
const kebab = (option: string): string => option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** A refusal of yargs in our words: the value, the rule, an example. Pure. */
export function usageError(message: string, line: string, example: string | undefined): CliError {
  const missing = /^Missing required arguments?: (.+)$/.exec(message)?.[1]?.split(', ');
  if (missing) {
    const shown = missing.map((name) => `--${name}`).join(' and ');
    return asUsage(text`${shown} ${missing.length === 1 ? 'is' : 'are'} missing.`, line, example);
  }
  if (/^Not enough non-option arguments/.test(message))
    return asUsage(text`peaje ${line} needs an argument.`, line, example);
  const [, extra] = /^Unknown arguments?: (.+)$/.exec(message) ?? [];
  if (extra) return asUsage(text`peaje ${line} takes no argument ${extra}.`, line, undefined);
  const [, option, given, choices] = /Argument: (.*), Given: "(.*)", Choices: (.*)/.exec(message) ?? [];
  if (option) {
    const known = (choices ?? '').replaceAll('"', '');
    return asUsage(text`--${option} ${given ?? ''}: must be one of ${known}.`, line, undefined);
  }
  return asUsage(block(message), line, undefined);
}

export function asUsage(shown: CliError['shown'], line: string, example: string | undefined): CliError {
  const help = `peaje ${line === '' ? '' : `${line} `}--help shows the usage.`;
  return new CliError(
    EXIT.usage,
    shown,
    example === undefined ? help : text`For example: ${example}\n${help}`,
  );
}
