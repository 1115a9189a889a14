import { views } from './views.js';

interface Tree {
  readonly [key: string]: string | Tree;
}

/** By the path of each key, what stands in braces. */
const placeholders = (tree: Tree, path = ''): [string, string[]][] =>
  Object.entries(tree).flatMap(([key, word]): [string, string[]][] =>
    typeof word === 'string'
      ? [[`${path}${key}`, [...word.matchAll(/\{\{.+?\}\}/g)].map(String).sort()]]
      : placeholders(word, `${path}${key}.`),
  );
const texts = (tree: Tree): string[] =>
  Object.values(tree).flatMap((word) => (typeof word === 'string' ? [word] : texts(word)));

describe.each(Object.entries(views))('the words of %s', (_, { es, en }) => {
  it('have the same keys and values in both languages', () => {
    expect(Object.fromEntries(placeholders(en))).toEqual(Object.fromEntries(placeholders(es)));
  });

  it('are not empty', () => {
    for (const text of [...texts(es), ...texts(en)]) expect(text.trim()).not.toBe('');
  });

  it('call the gate barrera', () => {
    for (const text of texts(es)) expect(text).not.toMatch(/puerta/i);
  });
});
