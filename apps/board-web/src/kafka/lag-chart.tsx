import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useFeed } from '../feed/store.js';
import type { LagPoint } from '../feed/state.js';
import { useTheme } from '../shell/settings.js';
import { useWords } from '../words/use-words.js';
import { useWidth } from './use-width.js';

const HEIGHT = 40;
const SHOWN_MS = 5 * 60_000;
const LEAST_MS = 60_000;

/** Seconds and lags: the last point goes on until now, because no news is no change. */
function seriesOf(points: readonly LagPoint[], group: string, nowMs: number): UPlot.AlignedData {
  const from = nowMs - SHOWN_MS;
  const known = points.filter(({ atMs, lags }) => atMs >= from && lags[group] !== undefined);
  const lag = known.at(-1)?.lags[group];
  const last = lag === undefined ? [] : [{ atMs: nowMs, lags: { [group]: lag } }];
  const all = [...known, ...last];
  return [all.map(({ atMs }) => atMs / 1000), all.map(({ lags }) => lags[group] ?? 0)];
}

const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const stepped = UPlot.paths.stepped?.({ align: 1 });

const optionsOf = (width: number): UPlot.Options => ({
  width,
  height: HEIGHT,
  padding: [4, 0, 2, 0],
  cursor: { show: false },
  legend: { show: false },
  axes: [{ show: false }, { show: false }],
  scales: {
    x: { range: (_, first, last) => [Math.min(first, last - LEAST_MS / 1000), last] },
    y: { range: (_, __, most) => [0, Math.max(most * 1.1, 4)] },
  },
  series: [
    {},
    {
      stroke: colour('--ink'),
      fill: colour('--raised'),
      width: 1.25,
      points: { show: false },
      ...(stepped ? { paths: stepped } : {}),
    },
  ],
});

interface Props {
  readonly group: string;
  readonly lag: number;
}

export function LagChart({ group, lag }: Props) {
  const { t } = useWords();
  const theme = useTheme();
  const points = useFeed((state) => state.lags);
  const box = useRef<HTMLDivElement | null>(null);
  const chart = useRef<UPlot | null>(null);
  const [width, measure] = useWidth();
  useEffect(() => {
    if (box.current === null || width === 0) return;
    const data = seriesOf(useFeed.getState().lags, group, Date.now());
    const drawn = (chart.current = new UPlot(optionsOf(width), data, box.current));
    return () => drawn.destroy();
  }, [group, width, theme]);
  useEffect(() => chart.current?.setData(seriesOf(points, group, Date.now())), [points, group]);
  return (
    <div ref={measure}>
      <div
        ref={box}
        role="img"
        aria-label={t('kafka.groups.chart', { group, count: lag })}
        className="border-b"
        style={{ height: HEIGHT }}
      />
    </div>
  );
}
