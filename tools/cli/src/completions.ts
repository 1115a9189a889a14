import { topicCatalogue, topics } from '@peaje/contracts';
import type { Arguments } from 'yargs';

const SERVICES = ['pos', 'debit', 'audit', 'sms', 'board', 'fake-twilio'];

/** What may stand where a command expects a name; commands, options and choices yargs completes itself. */
function names(words: readonly string[]): readonly string[] {
  const [first, second] = words;
  if (first === 'tail') return topicCatalogue().map(({ name }) => name);
  if (first === 'groups') return [...new Set(topics.flatMap(({ groups }) => groups))];
  const onServices = ['start', 'stop', 'restart', 'scale', 'kill'].includes(second ?? '');
  return first === 'stack' && onServices ? SERVICES : [];
}

/** For yargs' completion: names of ours, else what it knows. */
export function completions(
  current: string,
  argv: Arguments,
  otherwise: (onCompleted?: (error: Error | null, found: string[] | undefined) => void) => unknown,
  done: (found: string[]) => unknown,
): void {
  // The command line begins with our own name.
  const found = current.startsWith('-') ? [] : names(argv._.slice(1).map(String));
  if (found.length > 0) done(found.filter((name) => name.startsWith(current)));
  else otherwise();
}
