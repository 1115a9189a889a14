import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useFeed } from '../feed/store.js';
import { useTheme } from '../shell/settings.js';
import { useWords } from '../words/use-words.js';
import { lagSeries } from './lag-series.js';
import { useWidth } from './use-width.js';

const HEIGHT = 40;
const AGAIN_MS = 5_000;
const LEAST_MS = 60_000;

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
    const data = lagSeries(useFeed.getState().lags, group, Date.now());
    const drawn = (chart.current = new UPlot(optionsOf(width), data, box.current));
    return () => {
      chart.current = null;
      drawn.destroy();
    };
  }, [group, width, theme]);
  useEffect(() => {
    const draw = () => chart.current?.setData(lagSeries(points, group, Date.now()));
    draw();
    // Without news the line still goes on until now.
    const timer = setInterval(draw, AGAIN_MS);
    return () => clearInterval(timer);
  }, [points, group]);
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
