import { demoCards } from '@peaje/stack/info';
import { ENTRIES } from './catalogue.js';

const ON_SERVICES = ['start', 'stop', 'restart', 'scale', 'kill'];

/** The names that may stand where the last word of a line is, which may be empty; none where yargs knows more. */
export async function namesFor(words: readonly string[]): Promise<readonly string[]> {
  const current = words.at(-1) ?? '';
  // The first word is `peaje` itself.
  const found = current.startsWith('-') ? [] : await namesAfter(words.slice(1, -1));
  return found.filter((name) => name.startsWith(current));
}

async function namesAfter(words: readonly string[]): Promise<readonly string[]> {
  const [first, second] = words;
  if (first === 'help' && second === undefined) return ENTRIES.map(({ name }) => name);
  if (words.at(-1) === '--card') return demoCards().map(({ token }) => token);
  const isOnService = first === 'stack' && words.length === 2 && ON_SERVICES.includes(second ?? '');
  const isOnGroup = words.at(-1) === '--group' || (first === 'groups' && words.length === 1);
  const isNamed = (...commands: string[]): boolean => words.length === 1 && commands.includes(first ?? '');
  if (!isOnService && !isOnGroup && !isNamed('tail', 'topics', 'produce', 'logs')) return [];
  // Slow to load, and only these need it.
  const { COURSE_PREFIX, serviceNames, topicCatalogue, topics } = await import('@peaje/contracts');
  const services = [...serviceNames, 'fake-twilio'];
  if (isOnService) return services;
  if (isOnGroup) return [...new Set(topics.flatMap(({ groups }) => groups))];
  if (first === 'logs') return [...services, 'kafka', 'postgres'];
  const names = topicCatalogue().map(({ name }) => name);
  return first === 'produce' ? names.filter((name) => name.startsWith(COURSE_PREFIX)) : names;
}
