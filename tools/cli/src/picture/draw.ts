import type { RecordedEvent, RecordedRun } from './recorded-run.js';
import { type PictureLanguage, WORDS } from './words.js';

export type Theme = 'light' | 'dark';

interface Colours {
  readonly paper: string;
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly prompt: string;
  /** By the source of an event. */
  readonly of: Readonly<Record<string, string>>;
}

const COLOURS: Readonly<Record<Theme, Colours>> = {
  light: {
    paper: '#fbfaf7',
    ink: '#1b1f24',
    quiet: '#5f6670',
    line: '#e4e1da',
    prompt: '#b45309',
    of: { pos: '#b45309', kafka: '#1d4ed8', debit: '#15803d', sms: '#7e22ce' },
  },
  dark: {
    paper: '#14171a',
    ink: '#e8e6e1',
    quiet: '#9aa1ab',
    line: '#2b3036',
    prompt: '#f2a33a',
    of: { pos: '#f2a33a', kafka: '#7aa2f7', debit: '#5fd38a', sms: '#c99bff' },
  },
};

const WIDTH = 880;
const HEAD = 108;
const ROW = 30;
const AFTER = 88;
const TRACK = { from: 112, to: 242 } as const;
const SOURCE = 262;
const WHAT = 318;
const WHERE = 548;
const AUDIT = WIDTH - 28;
const FONT = "ui-monospace, 'JetBrains Mono', SFMono-Regular, Menlo, Consolas, monospace";

/** The timeline of `peaje watch` as a picture: a row an event, with a dot where it stands in time. Pure. */
export function drawRun(run: RecordedRun, language: PictureLanguage, theme: Theme): string {
  const { title, summary } = WORDS[language];
  const { paper, ink, quiet, line, prompt } = COLOURS[theme];
  const height = HEAD + run.events.length * ROW;
  const start = Date.parse(run.charge.requestedAt);
  const last = Math.max(1, ...run.events.map(({ at }) => Date.parse(at) - start));
  const rows = run.events.map((event, i) => {
    const ms = Date.parse(event.at) - start;
    return row(event, { ms, share: ms / last, y: HEAD + i * ROW }, language, COLOURS[theme]);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}"
  role="img" aria-label="${escaped(title)}" font-family="${FONT}" font-size="14">
<title>${escaped(title)}</title>
<rect x=".5" y=".5" width="${WIDTH - 1}" height="${height - 1}" rx="8" fill="${paper}" stroke="${line}"/>
${text(24, 36, prompt, '$')}
${text(42, 36, ink, 'npx peaje watch --last', BOLD)}
${text(24, 66, quiet, summary(run.charge))}
${rows.join('\n')}
</svg>
`;
}

interface Spot {
  /** Since the request. */
  readonly ms: number;
  /** Of the whole time, 0 to 1. */
  readonly share: number;
  readonly y: number;
}

function row(
  event: RecordedEvent,
  { ms, share, y }: Spot,
  language: PictureLanguage,
  { ink, quiet, line, of }: Colours,
): string {
  const { what, where } = WORDS[language];
  const colour = of[event.by] ?? ink;
  const x = TRACK.from + share * (TRACK.to - TRACK.from);
  return [
    text(AFTER, y, ink, `${ms} ms`, RIGHT),
    `<path d="M${TRACK.from} ${y - 5}H${TRACK.to}" stroke="${line}" stroke-width="2"/>`,
    `<circle cx="${x.toFixed(1)}" cy="${y - 5}" r="6" fill="${colour}"/>`,
    text(SOURCE, y, colour, event.by, BOLD),
    text(WHAT, y, ink, what(event)),
    text(WHERE, y, quiet, where(event)),
    ...(event.audit ? [text(AUDIT, y, quiet, `audit #${event.audit.seq}`, RIGHT)] : []),
  ].join('\n');
}

const BOLD = ' font-weight="bold"';
const RIGHT = ' text-anchor="end"';

const text = (x: number, y: number, fill: string, content: string, more = ''): string =>
  `<text x="${x}" y="${y}" fill="${fill}"${more}>${escaped(content)}</text>`;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (content: string): string => content.replaceAll(/[&<>"]/g, (char) => ENTITIES[char]!);
