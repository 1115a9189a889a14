import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { useOwnCharge } from './own-charges.js';
import { placesOf, shownStatus, type Dot } from './road-dots.js';
import type { RoadLayout } from './road-layout.js';
import { shapeOf } from './road-shapes.js';

const MOST_PLACES = 3;

interface Props {
  readonly dots: readonly Dot[];
  readonly layout: RoadLayout;
  readonly still: boolean;
}

/** Moves the shapes of one dot. It writes into the page itself: React renders only when a dot comes or goes. */
function place(group: Element, dot: Dot, layout: RoadLayout, still: boolean, nowMs: number): void {
  const places = placesOf(dot, layout, nowMs, still);
  const shape = shapeOf(shownStatus(dot, nowMs));
  [...group.children].forEach((spot, at) => {
    const point = places[at];
    spot.setAttribute('visibility', point ? 'visible' : 'hidden');
    if (point) spot.setAttribute('transform', `translate(${point.x.toFixed(1)} ${point.y.toFixed(1)})`);
    const use = spot.lastElementChild!;
    if (use.getAttribute('href') !== shape) use.setAttribute('href', shape);
  });
}

function Shapes({ dot }: { readonly dot: Dot }) {
  const own = useOwnCharge(dot.chargeId) !== undefined;
  return Array.from({ length: MOST_PLACES }, (_, at) => (
    <g key={at} visibility="hidden">
      <circle r="16" className="fill-transparent" />
      {own && <circle r="10.5" strokeWidth="2" className="fill-transparent stroke-accent" />}
      <use />
    </g>
  ));
}

export function RoadTraffic({ dots, layout, still }: Props) {
  const all = useRef<SVGGElement>(null);
  const [, go] = useLocation();
  useEffect(() => {
    if (dots.length === 0) return undefined;
    let frame = 0;
    const step = (nowMs: number) => {
      dots.forEach((dot, at) => {
        const group = all.current?.children[at];
        if (group) place(group, dot, layout, still, nowMs);
      });
      frame = requestAnimationFrame(step);
    };
    step(performance.now());
    return () => cancelAnimationFrame(frame);
  }, [dots, layout, still]);
  return (
    <g ref={all}>
      {dots.map((dot) => (
        <g
          key={dot.chargeId}
          data-charge={dot.chargeId}
          onClick={() => go(`/charges/${dot.chargeId}`)}
          className="cursor-pointer"
        >
          <Shapes dot={dot} />
        </g>
      ))}
    </g>
  );
}
