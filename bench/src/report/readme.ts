import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ratio } from '../rows/row.js';
import { paddedTable } from './markdown.js';
import type { ResultFile } from './result-file.js';
import { type PageLanguage, wordsOf } from './row-words.js';

const ROOT = join(import.meta.dirname, '../../..');
export const READMES: Readonly<Record<PageLanguage, string>> = { en: 'README.md', es: 'README.es.md' };

const BETWEEN_MARKS = /(<!-- bench -->\n)[^]*?(<!-- \/bench -->)/;
const BEST = 3;

/** Writes the figures of speed between the marks of both READMEs. */
export function writeReadmes(result: ResultFile): void {
  for (const [language, file] of Object.entries(READMES) as [PageLanguage, string][]) {
    const path = join(ROOT, file);
    writeFileSync(path, withSpeed(readFileSync(path, 'utf8'), speedSection(result, language)));
  }
}

/** @throws for a page without the marks */
export function withSpeed(page: string, section: string): string {
  if (!BETWEEN_MARKS.test(page)) throw new Error('the page has no <!-- bench --> … <!-- /bench -->');
  return page.replace(BETWEEN_MARKS, (_, open: string, close: string) => `${open}\n${section}\n\n${close}`);
}

/** How far a row is from its goal: 1 reaches it, more is better. */
export const ofGoal = ({ better, ratio, goal }: Ratio): number =>
  better === 'higher' ? ratio / goal : goal / ratio;

/** Three rows against the recipe, whatever they say; then the three best of all rows and the worst, by their goals. */
export function speedSection({ date, machine, ratios }: ResultFile, language: PageLanguage): string {
  const say = PROSE[language];
  const number = (value: number): string =>
    value.toLocaleString(language, { maximumSignificantDigits: 3, useGrouping: false });
  const times = (name: string): string => number(rowNamed(ratios, name).ratio);
  const sorted = ratios.toSorted((a, b) => ofGoal(b) - ofGoal(a));
  const row = (mark: string) => (ratio: Ratio) => {
    const { name, better, goal, reference } = ratio;
    const unit = reference ? ' ×' : '';
    return [
      mark,
      wordsOf(name, language),
      number(ratio.ratio) + unit,
      `${better === 'higher' ? '≥' : '≤'} ${number(goal)}${unit}`,
      number(ofGoal(ratio)),
    ];
  };
  return [
    say.recipe({
      many: times('64 callers / stock'),
      waiting: times('debit and pos / stock'),
      lone: times('p50 of one caller / stock'),
    }),
    say.rows({ day: date.slice(0, 10), cores: machine.cores, rows: ratios.length }),
    paddedTable(say.head, [
      ...sorted.slice(0, BEST).map(row(say.best)),
      ...sorted.slice(-1).map(row(say.worst)),
    ]),
  ].join('\n\n');
}

function rowNamed(ratios: readonly Ratio[], name: string): Ratio {
  const found = ratios.find((ratio) => ratio.name === name);
  if (!found) throw new Error(`the result has no row "${name}"`);
  return found;
}

interface Prose {
  readonly head: readonly string[];
  readonly best: string;
  readonly worst: string;
  recipe(figures: { readonly many: string; readonly waiting: string; readonly lone: string }): string;
  rows(run: { readonly day: string; readonly cores: number; readonly rows: number }): string;
}

const PROSE: Readonly<Record<PageLanguage, Prose>> = {
  en: {
    head: ['', 'what', 'measured', 'goal', 'of its goal'],
    best: 'best',
    worst: 'worst',
    recipe: ({
      many,
      waiting,
      lone,
    }) => `Beside the recipe of Nest's and Prisma's documentation, on the same brokers and database, and with audit and sms, which
the recipe does not have: **${many} times** as many answers to 64 callers. With pos and debit alone: **${waiting} times** as
many of the charges that waited in the queue. A lone caller waits **${lone} times** as long.`,
    rows: ({
      day,
      cores,
      rows,
    }) => `The three best and the worst of all ${rows} rows, beside the goals that the bench sets (1 reaches its goal), in the run of
${day} on ${cores} cores ([all rows, and why some miss their goals](docs/performance.md)):`,
  },
  es: {
    head: ['', 'qué', 'medido', 'objetivo', 'de su objetivo'],
    best: 'mejor',
    worst: 'peor',
    recipe: ({
      many,
      waiting,
      lone,
    }) => `Frente a la receta de la documentación de Nest y Prisma, con los mismos brokers y la misma base de datos, y con audit y
sms, que la receta no tiene: **${many} veces** las respuestas a 64 clientes. Con pos y debit solos: **${waiting} veces** los
cargos que esperaban en cola. Un cliente solo espera **${lone} veces** lo que espera con la receta.`,
    rows: ({
      day,
      cores,
      rows,
    }) => `Las tres mejores filas y la peor de las ${rows}, frente a los objetivos de la prueba (1 llega a su objetivo), el ${day}
con ${cores} núcleos ([todas las filas, y por qué algunas no llegan](docs/performance.md)):`,
  },
};
