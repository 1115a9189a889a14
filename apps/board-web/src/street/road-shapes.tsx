import type { Dot } from './road-dots.js';

const PREFIX = 'road-dot-';

/** A status has a shape of its own: a ring while it is open, a disc, a diamond, a bar. */
export function RoadShapes() {
  return (
    <defs>
      <g id={`${PREFIX}open`}>
        <circle r="5" strokeWidth="2.5" className="fill-surface stroke-pending" />
      </g>
      <g id={`${PREFIX}approved`}>
        <circle r="6" className="fill-approved" />
      </g>
      <g id={`${PREFIX}declined`}>
        <path d="M0 -7.5L7.5 0L0 7.5L-7.5 0Z" className="fill-declined" />
      </g>
      <g id={`${PREFIX}cancelled`}>
        <rect x="-7" y="-3.5" width="14" height="7" rx="1" className="fill-cancelled" />
      </g>
    </defs>
  );
}

const SHAPES: Readonly<Record<Dot['status'], string>> = {
  requested: 'open',
  'cancellation-requested': 'open',
  approved: 'approved',
  declined: 'declined',
  cancelled: 'cancelled',
  reversed: 'cancelled',
};

export const shapeOf = (status: Dot['status']): string => `#${PREFIX}${SHAPES[status]}`;
