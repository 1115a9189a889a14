import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { Spread } from '../measure/spread.js';

export interface Bar extends Spread {
  readonly arm: string;
}

export interface Share {
  readonly arm: string;
  readonly part: string;
  readonly value: number;
}

const WIDTH = 720;
const LEFT = 120;
const ROW_HEIGHT = 30;
const MARGINS = 70;
const OURS = '#2563eb';
const OTHERS = '#94a3b8';

const { document } = parseHTML('<!doctype html><html></html>');
/** Without a background the page's own one shows, which may be dark. */
const style = { background: 'white', color: '#111', fontFamily: 'system-ui, sans-serif' } as const;
const frame = (rows: number, label: string) => ({
  document: document as never,
  style: style as never,
  width: WIDTH,
  height: MARGINS + rows * ROW_HEIGHT,
  marginLeft: LEFT,
  marginRight: 40,
  x: { label, grid: true, nice: true },
  y: { label: null },
});

/** A bar for each arm: its median, and a line from its lowest to its highest round. */
export function barPlot(label: string, bars: readonly Bar[], scale: 'linear' | 'log' = 'linear'): string {
  const settings = frame(bars.length, label);
  const x = scale === 'log' ? { ...settings.x, type: 'log' as const } : settings.x;
  const from = scale === 'log' ? Math.min(...bars.map(({ min }) => min)) / 2 : 0;
  return svgOf(
    Plot.plot({
      ...settings,
      x,
      y: { label: null, domain: bars.map(({ arm }) => arm) },
      marks: [
        Plot.barX(bars, {
          y: 'arm',
          x1: () => from,
          x2: 'median',
          fill: ({ arm }: Bar) => (arm.startsWith('peaje') ? OURS : OTHERS),
        }),
        Plot.ruleY(bars, { y: 'arm', x1: 'min', x2: 'max', stroke: '#111', strokeWidth: 1.5 }),
        Plot.text(bars, {
          y: 'arm',
          x: 'max',
          text: ({ median }: Bar) => String(Number(median.toPrecision(3))),
          dx: 6,
          textAnchor: 'start',
        }),
      ],
    }),
  );
}

/** A bar for each arm, made of the shares of its processes. */
export function stackedPlot(label: string, shares: readonly Share[]): string {
  const arms = [...new Set(shares.map(({ arm }) => arm))];
  return svgOf(
    Plot.plot({
      ...frame(arms.length + 1, label),
      y: { label: null, domain: arms },
      color: { legend: false, scheme: 'Tableau10' },
      marks: [
        Plot.barX(shares, { y: 'arm', x: 'value', fill: 'part' }),
        Plot.text(
          shares,
          Plot.stackX({
            y: 'arm',
            x: 'value',
            text: ({ part, value }: Share) => (value >= 1 ? part : ''),
            fill: 'white',
          }),
        ),
      ],
    }),
  );
}

/** The repository's types have no DOM. */
interface SvgElement {
  readonly outerHTML: string;
  setAttribute(name: string, value: string): void;
}

function svgOf(drawn: unknown): string {
  const plot = drawn as SvgElement;
  plot.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return `${plot.outerHTML}\n`;
}
