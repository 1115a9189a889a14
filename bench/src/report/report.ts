import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drain } from '../experiments/drain.js';
import { Results } from '../experiments/results.js';
import { shop } from '../experiments/shop.js';
import type { Ratio } from '../rows/row.js';
import { ARMS, armTable } from './arms.js';
import { ceilingTable } from './ceilings.js';
import { type Bar, barPlot, type Share, stackedPlot } from './plots.js';
import { limitsOf } from './limits.js';
import { writeReadmes } from './readme.js';
import { recipeSentence } from './recipes.js';
import { newestResult, type ResultFile } from './result-file.js';
import { bound, markOf, shown, shownSpread } from './table.js';

const DOCS = join(import.meta.dirname, '../../../docs');

/** Writes docs/performance.md, its plots, and the figures in the READMEs from the newest result. */
export function writeReport(): void {
  const result = newestResult();
  const results = Results.of(result.measured);
  mkdirSync(join(DOCS, 'performance'), { recursive: true });
  const plots = plotsOf(results).filter(({ svg }) => svg !== null);
  for (const { file, svg } of plots) writeFileSync(join(DOCS, 'performance', file), svg!);
  writeFileSync(join(DOCS, 'performance.md'), pageOf(result, results, plots));
  writeReadmes(result);
}

interface PagePlot {
  readonly file: string;
  readonly title: string;
  readonly svg: string | null;
}

function plotsOf(results: Results): PagePlot[] {
  const bars = (spreadOf: (arm: string) => Omit<Bar, 'arm'> | null): Bar[] =>
    ARMS.flatMap((arm) => {
      const spread = spreadOf(arm);
      return spread ? [{ ...spread, arm }] : [];
    });
  const drawn = (all: readonly Bar[], label: string, scale?: 'log'): string | null =>
    all.length === 0 ? null : barPlot(label, all, scale);
  const shares = sharesOf(results);
  return [
    {
      file: 'answers.svg',
      title: 'Purchases by 64 callers',
      svg: drawn(
        bars((arm) => results.spread(shop, arm, ({ many }) => many.perSecond)),
        'answers/s',
      ),
    },
    {
      file: 'p99.svg',
      title: 'How long the slowest hundredth of them waits',
      svg: drawn(
        bars((arm) => results.spread(shop, arm, ({ many }) => many.p99)),
        'p99, ms',
      ),
    },
    {
      file: 'one-caller.svg',
      title: 'How long a lone caller waits',
      svg: drawn(
        bars((arm) => results.spread(shop, arm, ({ one }) => one.p50)),
        'p50, ms',
      ),
    },
    {
      file: 'cpu.svg',
      title: 'CPU of a purchase, by process',
      svg: shares.length === 0 ? null : stackedPlot('CPU ms a charge, 64 callers', shares),
    },
    {
      file: 'drain.svg',
      title: 'Charges that waited while the bank was down',
      svg: drawn(
        bars((arm) => results.spread(drain, arm, ({ perSecond }) => perSecond)),
        'charges/s',
        'log',
      ),
    },
  ];
}

function sharesOf(results: Results): Share[] {
  return ARMS.flatMap((arm) => {
    const [sample] = results.samples(shop, arm);
    return Object.keys(sample?.many.cpu ?? {}).map((part) => {
      const value = results.spread(shop, arm, ({ many }) => many.cpu[part] ?? 0)!.median;
      return { arm, part, value };
    });
  });
}

function pageOf(result: ResultFile, results: Results, plots: readonly PagePlot[]): string {
  const { date, effort, machine, ratios } = result;
  const ceilings = ceilingTable(results);
  const limits = limitsOf(ratios);
  return `# Performance

\`npm run bench -- --report\` writes this page from the newest file in [bench/results](../bench/results). It is from
${date.slice(0, 10)}, from a ${effort} run on ${machine.cores} cores (${machine.model}) with ${machine.gigabytes} GB. The
callers, three brokers and PostgreSQL share these cores, so only ratios of one run say something. As the run began, the
load average was ${shown(machine.loadAverage)}, and other processes used ${shown(machine.foreignPercent)} % of a core.

Each row compares Peaje with another program, or with a part of itself, that took turns with it on the same brokers and
PostgreSQL. [bench](../bench/README.md) describes the programs and the method. A number is the median of the rounds,
with the lowest and the highest in brackets. Two ticks: the stretch is reached; one: the goal.

| id | what | ours | reference | ratio | goal | stretch | |
| --- | --- | --: | --: | --: | --: | --: | --- |
${ratios.map(rowOf).join('\n')}

One row alone: \`npm run bench -- --only <id>\`.

${limits && `## Goals out of reach, and why\n\n${limits}\n\n`}## All arms

${recipeSentence()}

${armTable(results)}
${ceilings && `\n## Ceilings\n\nWhat the parts can do alone, on the same brokers and PostgreSQL.\n\n${ceilings}\n`}
${plots.map(({ file, title }) => `## ${title}\n\n![${title}](performance/${file})\n`).join('\n')}`;
}

const rowOf = (ratio: Ratio): string =>
  [
    '',
    ratio.id,
    `${ratio.name}, ${ratio.unit}`,
    shownSpread(ratio.ours),
    ratio.reference ? shownSpread(ratio.reference) : '',
    shown(ratio.ratio),
    bound(ratio, ratio.goal),
    bound(ratio, ratio.stretch),
    markOf(ratio),
    '',
  ]
    .join(' | ')
    .trim();
