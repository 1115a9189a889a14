import { useEffect, useRef, useState } from 'react';
import { useWords } from '../words/use-words.js';
import { bandWidth, type Dot } from './road-dots.js';
import {
  edgePath,
  EDGES,
  isReader,
  isTopic,
  TALL,
  WIDE,
  type Point,
  type RoadLayout,
} from './road-layout.js';
import { RoadShapes } from './road-shapes.js';
import { RoadTraffic } from './road-traffic.js';
import type { Rate } from './use-road.js';

/** Narrower than this, the road goes down instead of across. */
const WIDE_FROM_PX = 720;

const useLayout = () => {
  const box = useRef<HTMLDivElement>(null);
  const [layout, setLayout] = useState<RoadLayout>(WIDE);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) =>
      setLayout(entry!.contentRect.width < WIDE_FROM_PX ? TALL : WIDE),
    );
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  return { box, layout };
};

function Edges({ layout, rate }: { readonly layout: RoadLayout; readonly rate: Rate }) {
  return EDGES.map(({ edge, kind }) => {
    const band = bandWidth(rate[kind]);
    return (
      <g key={edge.join()} fill="none">
        {band > 0 && (
          <path
            d={edgePath(layout, edge)}
            strokeWidth={band}
            className="stroke-pending opacity-30 transition-[stroke-width] duration-250"
          />
        )}
        <path d={edgePath(layout, edge)} strokeWidth="1" className="stroke-line-strong opacity-70" />
      </g>
    );
  });
}

/** Three lines: a topic keeps its records in partitions. */
function Topic({ name, x, y }: Point & { readonly name: string }) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect x="-18" y="-18" width="158" height="36" rx="4" className="fill-raised stroke-line-strong" />
      <path d="M-6 -5h12M-6 0h12M-6 5h12" className="stroke-ink-soft" />
      <text x="16" y="4" className="fill-ink font-mono text-[11px]">
        {name}
      </text>
    </g>
  );
}

function Service({ name, x, y, small }: Point & { readonly name: string; readonly small: boolean }) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect
        x="-18"
        y="-18"
        width={small ? 78 : 90}
        height="36"
        rx="18"
        className="fill-surface stroke-line-strong"
      />
      <circle r="3" className="fill-transparent stroke-ink-soft" />
      <text x="16" y="5" className="fill-ink text-[13px] font-medium">
        {name}
      </text>
    </g>
  );
}

interface Props {
  readonly dots: readonly Dot[];
  readonly rate: Rate;
  readonly still: boolean;
}

/** The list beneath it says the same in words, so it is no part of what a screen reader reads. */
export function RoadPicture({ dots, rate, still }: Props) {
  const { say } = useWords();
  const { box, layout } = useLayout();
  const word = (station: string) => say(`street.road.stations.${station === 'pos-reads' ? 'pos' : station}`);
  return (
    <div ref={box}>
      <svg
        aria-hidden
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        className={layout === WIDE ? 'mx-auto w-full max-w-6xl' : 'mx-auto w-full max-w-md'}
      >
        <RoadShapes />
        <Edges layout={layout} rate={rate} />
        {Object.entries(layout.stations).map(([station, point]) =>
          isTopic(station) ? (
            <Topic key={station} name={station} {...point} />
          ) : (
            <Service key={station} name={word(station)} small={isReader(station)} {...point} />
          ),
        )}
        <RoadTraffic dots={dots} layout={layout} still={still} />
      </svg>
    </div>
  );
}
