import { serviceNames, topicCatalogue, topics } from '@peaje/contracts';
import type { Arguments } from 'yargs';

const SERVICES = [...serviceNames, 'fake-twilio'];

/** The names that may follow a command. yargs itself completes commands, options and choices. */
function names(words: readonly string[]): readonly string[] {
  const [first, second] = words;
  if (first === 'tail') return topicCatalogue().map(({ name }) => name);
  if (first === 'groups') return [...new Set(topics.flatMap(({ groups }) => groups))];
  const onServices = ['start', 'stop', 'restart', 'scale', 'kill'].includes(second ?? '');
  return first === 'stack' && onServices ? SERVICES : [];
}

/** For yargs: our names, or else its own completions. */
export function completions(
  current: string,
  argv: Arguments,
  otherwise: (onCompleted?: (error: Error | null, found: string[] | undefined) => void) => unknown,
  done: (found: string[]) => unknown,
): void {
  // The first word is `peaje` itself.
  const found = current.startsWith('-') ? [] : names(argv._.slice(1).map(String));
  if (found.length > 0) done(found.filter((name) => name.startsWith(current)));
  else otherwise();
}
