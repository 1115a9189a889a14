import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { REPOSITORY } from './outside/pages/markdown-page.js';

/** A page that a reader opens, and how far he or she reads. */
interface Step {
  readonly page: string;
  /** The words right before which reading begins: a heading that a link leads to. Default: the top. */
  readonly from?: string;
  /** The words at which reading ends: the link to the next page, or the answer. As they stand in the page. */
  readonly until: string;
}

interface ReaderPath {
  readonly reader: 'Nest developer' | 'student' | 'engineer who copies';
  readonly question: string;
  readonly steps: readonly Step[];
}

/** The questions of `docs/reports/readers.md`, each with the way to its answer. */
export const readerPaths: readonly ReaderPath[] = [
  {
    reader: 'Nest developer',
    question: 'How do I add a service that reacts to a charge?',
    steps: [
      { page: 'README.md', from: '## What is inside', until: '([how](docs/add-a-consumer.md))' },
      { page: 'docs/add-a-consumer.md', until: 'npx nx g consumer loyalty' },
    ],
  },
  {
    reader: 'Nest developer',
    question: 'What happens to a message whose handler throws?',
    steps: [
      { page: 'README.md', from: '## Where to read on', until: '[ARCHITECTURE.md](ARCHITECTURE.md)' },
      {
        page: 'ARCHITECTURE.md',
        from: '## A record that cannot be handled',
        until: 'becomes a dead letter and **parks its key**',
      },
    ],
  },
  {
    reader: 'Nest developer',
    question: 'Why does no service use Kafka transactions or ClientKafka.send?',
    steps: [
      { page: 'README.md', from: '## Where to read on', until: '[docs/adr](docs/adr/README.md)' },
      { page: 'docs/adr/README.md', until: '(0001-two-tables-instead-of-kafka-transactions.md)' },
      {
        page: 'docs/adr/0001-two-tables-instead-of-kafka-transactions.md',
        until: 'loses replies at a rebalance',
      },
    ],
  },
  {
    reader: 'student',
    question: '¿Por qué la tienda espera y el peaje no?',
    steps: [{ page: 'README.es.md', until: '(asíncrona)' }],
  },
  {
    reader: 'student',
    question: '¿Qué pasa con mi cargo si muere el servicio que mueve el dinero?',
    steps: [{ page: 'README.es.md', until: 'su petición espera en Kafka hasta que debit vuelve' }],
  },
  {
    reader: 'student',
    question: '¿Qué es un grupo de consumidores?',
    steps: [
      {
        page: 'README.es.md',
        from: '## Qué hay dentro',
        until: '[el curso](docs/curso/README.md)',
      },
      { page: 'docs/curso/README.md', until: '[8. Grupos de consumidores](08-grupos-de-consumidores.md)' },
      { page: 'docs/curso/08-grupos-de-consumidores.md', until: 'cada grupo recibe todos los mensajes' },
    ],
  },
  {
    reader: 'engineer who copies',
    question: 'Which part is the outbox, and what does it import?',
    steps: [
      { page: 'README.md', from: '## Where to read on', until: '[ARCHITECTURE.md](ARCHITECTURE.md)' },
      {
        page: 'ARCHITECTURE.md',
        from: '## Libraries',
        until: '`ports` → `kafka` → `outbox` → `consume` → `parking`',
      },
    ],
  },
  {
    reader: 'engineer who copies',
    question: 'What must I add before production?',
    steps: [
      { page: 'README.md', from: '## Where to read on', until: '[before production](docs/production.md)' },
      { page: 'docs/production.md', until: 'lists what you must add' },
    ],
  },
  {
    reader: 'engineer who copies',
    question: 'Where is it slow, and why?',
    steps: [
      { page: 'README.md', from: '### How fast is it?', until: '](docs/performance.md)' },
      {
        page: 'docs/performance.md',
        from: '## Goals out of reach, and why',
        until: '_bare_ stores a request',
      },
    ],
  },
];

/** Silent reading of English prose by adults, every word of it. */
const WORDS_A_MINUTE = 238;
/** To see a link or a heading, to press it, and for the page to come. */
const SECONDS_A_STEP = 3;

/** The words that are read on the way, without code blocks. @throws when a page lacks the way */
export function wordsOnTheWay({ steps }: ReaderPath): number {
  return steps.reduce((sum, step, i) => {
    const text = passageOf(step);
    const next = steps[i + 1];
    if (next && !linksOf(step.page, text).includes(next.page))
      throw new Error(`${step.page} does not lead to ${next.page} where "${step.until}" stands`);
    return sum + wordsOf(text);
  }, 0);
}

export const secondsOf = (path: ReaderPath): number =>
  Math.round((wordsOnTheWay(path) / WORDS_A_MINUTE) * 60 + path.steps.length * SECONDS_A_STEP);

function passageOf({ page, from, until }: Step): string {
  const markdown = readFileSync(join(REPOSITORY, page), 'utf8');
  const start = from === undefined ? 0 : markdown.indexOf(`\n${from}\n`);
  const end = markdown.indexOf(until, start);
  if (start < 0 || end < 0) throw new Error(`${page} has no "${from ?? ''}" … "${until}"`);
  return markdown.slice(start, end + until.length);
}

const linksOf = (page: string, text: string): string[] =>
  [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link]) => normalize(join(dirname(page), link!)));

const wordsOf = (text: string): number =>
  text
    .replaceAll(/```[^]*?(?:```|$)/g, '')
    .replaceAll(/<[^>]*>|\]\([^)]*\)|^\[.*\]: .*$|\|[ -]*(?=\|)/gm, ' ')
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
