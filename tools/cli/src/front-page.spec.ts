import { stripVTControlCharacters } from 'node:util';
import { ENTRIES } from './catalogue.js';
import { frontPage } from './front-page.js';

const plain = (width: number): string[] => stripVTControlCharacters(frontPage(width).toString()).split('\n');

describe('the front page', () => {
  it('names each command under a heading, with an example', () => {
    const shown = plain(100);
    for (const heading of ['Charges', 'Kafka', 'Trust', 'The stack']) expect(shown).toContain(heading);
    for (const { name, describe, example } of ENTRIES) {
      const at = shown.findIndex((line) => line.startsWith(`  ${name} `) && line.endsWith(describe));
      expect({ name, example: shown[at + 1]?.trim() }).toEqual({ name, example });
    }
  });

  it.each([60, 80, 140])('fits %i columns', (width) => {
    expect(plain(width).filter((line) => line.length > width)).toEqual([]);
  });

  it('is no wider than a person reads, also in a pipe', () => {
    expect(Math.max(...plain(Number.POSITIVE_INFINITY).map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

it.each(ENTRIES.map((entry) => [entry.name, entry] as const))(
  '%s is loaded by its name',
  async (name, { load }) => {
    expect(await load()).toMatchObject({ name });
  },
);
