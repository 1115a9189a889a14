import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { REPOSITORY } from './outside/pages/markdown-page.js';

/** A file on a road. A pure one is ground: it returns to its caller, and imports no other file of the road. */
interface Step {
  /** From the root of the repository. */
  readonly file: string;
  readonly pure: boolean;
}

/** A line of a block of roads: the way of one message through one service or library, file by file. */
export interface Road {
  readonly service: string;
  readonly steps: readonly Step[];
}

/** What carries the message from one road to the next: a line `topic …` or `notify …`. */
export interface Carrier {
  readonly kind: 'topic' | 'notify';
  readonly names: readonly string[];
  readonly key: string | undefined;
}

const LIBRARIES = ['messaging', 'chassis'];

/** The lines of a block; an indented line continues the one above it, and parentheses hold remarks. */
export function parseRoads(block: string): (Road | Carrier)[] {
  const lines = block.replaceAll(/\n\s+/g, ' ').split('\n');
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, word = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
      return word === 'topic' || word === 'notify' ? carrier(word, rest) : road(word, rest);
    });
}

function carrier(kind: Carrier['kind'], rest: string): Carrier {
  const parts = rest.split(/,\s*/);
  const key = /key = (\w+)/.exec(rest)?.[1];
  return { kind, names: parts.filter((part) => !part.includes(' ')), key };
}

const road = (service: string, rest: string): Road => ({
  service,
  steps: rest
    .replaceAll(/\((?!pure\)).*?\)/g, '')
    .split('→')
    .map((step) => ({
      file: fileOf(service, step.replace('(pure)', '').trim()),
      pure: step.includes('(pure)'),
    })),
});

/** A name that begins with a library is a file of that library. */
function fileOf(service: string, name: string): string {
  const [first = '', ...path] = name.split('/');
  if (LIBRARIES.includes(first)) return `libs/${first}/src/${path.join('/')}.ts`;
  return `${LIBRARIES.includes(service) ? 'libs' : 'apps'}/${service}/src/${name}.ts`;
}

interface Import {
  readonly file: string;
  readonly names: readonly string[];
}

const IMPORT = /^(?:import|export) (?:type )?(?:(\w+)(?:, )?)?(?:\{([^}]*)\} )?from '([^']+)';$/gm;

const textOf = (file: string): string => readFileSync(join(REPOSITORY, file), 'utf8');

/** The files that a file imports, and by which names. A library's index is looked through. */
export function importsOf(file: string): Import[] {
  return [...textOf(file).matchAll(IMPORT)].flatMap(([, ofDefault = '', inBraces = '', from = '']) => {
    const names = [ofDefault, ...inBraces.split(',')]
      .map((name) =>
        name
          .replace(/^\s*type /, '')
          .replace(/ as .*/, '')
          .trim(),
      )
      .filter((name) => name !== '');
    if (from.startsWith('.')) return [{ file: normalize(join(dirname(file), sourceOf(from))), names }];
    const library = /^@peaje\/(\w+)$/.exec(from)?.[1] ?? '';
    if (!LIBRARIES.includes(library)) return [];
    return importsOf(`libs/${library}/src/index.ts`)
      .map((one) => ({ file: one.file, names: one.names.filter((name) => names.includes(name)) }))
      .filter((one) => one.names.length > 0);
  });
}

const sourceOf = (specifier: string): string => specifier.replace(/\.js$/, '.ts');

const PARENTS = /class \w+(?:<[^{]*>)? (?:extends (\w+))?(?:<[^{]*>)? ?(?:implements ([^{]+))?\{/g;

/** The ports that a file's classes extend or implement, each with the file that declares it. */
function portsOf(file: string): string[] {
  const parents = [...textOf(file).matchAll(PARENTS)].flatMap(([, parent = '', interfaces = '']) => [
    parent,
    ...interfaces.split(',').map((name) => name.trim()),
  ]);
  return importsOf(file)
    .filter(({ names }) => names.some((name) => parents.includes(name)))
    .map((one) => one.file);
}

/** One file leads to another that it imports, or that implements a port which it imports. */
function leadsTo(from: string, to: string): boolean {
  const imported = importsOf(from).map(({ file }) => file);
  return imported.includes(to) || portsOf(to).some((port) => imported.includes(port));
}

/** Every file that a file needs, directly or through others. */
function reach(file: string, found = new Set<string>()): Set<string> {
  for (const next of importsOf(file).map((one) => one.file)) {
    if (found.has(next) || !existsSync(join(REPOSITORY, next))) continue;
    found.add(next);
    reach(next, found);
  }
  return found;
}

/** What is wrong with a road: a file that is missing, an arrow without an import, an import back up. */
export function roadProblems({ steps }: Road): string[] {
  const missing = steps.filter(({ file }) => !existsSync(join(REPOSITORY, file)));
  if (missing.length > 0) return missing.map(({ file }) => `${file} does not exist`);
  return steps.flatMap(({ file, pure }, i) => {
    const above = steps.slice(0, i).filter((step) => !step.pure);
    const caller = above.at(-1);
    const forbidden = pure ? steps.filter((step) => step.file !== file) : above;
    const reached = reach(file);
    return [
      ...(caller && !leadsTo(caller.file, file) ? [`${caller.file} does not lead to ${file}`] : []),
      ...forbidden
        .filter((step) => reached.has(step.file))
        .map((step) => `${file} imports back up to ${step.file}`),
    ];
  });
}
