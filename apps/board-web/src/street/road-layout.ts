export interface Point {
  readonly x: number;
  readonly y: number;
}

type Station =
  | 'till'
  | 'gate'
  | 'pos'
  | 'charges.requested'
  | 'passages.requested'
  | 'debit'
  | 'charges.decided'
  | 'passages.decided'
  | 'pos-reads'
  | 'audit'
  | 'sms';

export type Edge = readonly [Station, Station];

export interface RoadLayout {
  readonly width: number;
  readonly height: number;
  readonly along: 'x' | 'y';
  readonly stations: Readonly<Record<Station, Point>>;
}

const at = (x: number, y: number): Point => ({ x, y });

/** A station stands at its point with its left end, where the dots wait; its name is right of it. */
export const WIDE: RoadLayout = {
  width: 1000,
  height: 190,
  along: 'x',
  stations: {
    till: at(28, 51),
    gate: at(28, 139),
    pos: at(180, 95),
    'charges.requested': at(338, 51),
    'passages.requested': at(338, 139),
    debit: at(560, 95),
    'charges.decided': at(718, 51),
    'passages.decided': at(718, 139),
    'pos-reads': at(938, 31),
    audit: at(938, 95),
    sms: at(938, 159),
  },
};

export const TALL: RoadLayout = {
  width: 328,
  height: 450,
  along: 'y',
  stations: {
    till: at(46, 28),
    gate: at(212, 28),
    pos: at(136, 104),
    'charges.requested': at(20, 182),
    'passages.requested': at(186, 182),
    debit: at(136, 260),
    'charges.decided': at(20, 338),
    'passages.decided': at(186, 338),
    'pos-reads': at(24, 422),
    audit: at(142, 422),
    sms: at(260, 422),
  },
};

export const isTopic = (station: string): boolean => station.includes('.');
export const isReader = (station: string): boolean => ['pos-reads', 'audit', 'sms'].includes(station);

type Side = 'charges' | 'passages';

const requestEdges = (side: Side): readonly Edge[] => [
  [side === 'charges' ? 'till' : 'gate', 'pos'],
  ['pos', `${side}.requested`],
  [`${side}.requested`, 'debit'],
];

const READERS = ['pos-reads', 'audit', 'sms'] as const;

/** The last hop is to three readers at once. */
const outcomeEdges = (side: Side): readonly (readonly Edge[])[] => [
  [['debit', `${side}.decided`]],
  READERS.map((reader) => [`${side}.decided`, reader] as const),
];

/** The hops of a charge: those of its request, then those of its decision. */
export const ROADS = {
  shop: { request: requestEdges('charges').map((edge) => [edge]), outcome: outcomeEdges('charges') },
  toll: { request: requestEdges('passages').map((edge) => [edge]), outcome: outcomeEdges('passages') },
} as const;

const edgesOf = (kind: keyof typeof ROADS) =>
  [...ROADS[kind].request, ...ROADS[kind].outcome].flat().map((edge) => ({ edge, kind }));

export const EDGES = [...edgesOf('shop'), ...edgesOf('toll')];

/** The curve of an edge leaves and arrives in the direction of the road. */
const bendsOf = (
  { along, stations }: RoadLayout,
  [from, to]: Edge,
): readonly [Point, Point, Point, Point] => {
  const [a, b] = [stations[from], stations[to]];
  const middle = (a[along] + b[along]) / 2;
  const bend = (end: Point): Point => ({ ...end, [along]: middle });
  return [a, bend(a), bend(b), b];
};

export const edgePath = (layout: RoadLayout, edge: Edge): string => {
  const [a, b, c, d] = bendsOf(layout, edge);
  return `M${a.x} ${a.y}C${b.x} ${b.y} ${c.x} ${c.y} ${d.x} ${d.y}`;
};

/** `share`: 0 at the beginning of the edge, 1 at its end. */
export const pointOn = (layout: RoadLayout, edge: Edge, share: number): Point => {
  const [a, b, c, d] = bendsOf(layout, edge);
  const rest = 1 - share;
  const mixed = (axis: 'x' | 'y') =>
    rest ** 3 * a[axis] +
    3 * rest ** 2 * share * b[axis] +
    3 * rest * share ** 2 * c[axis] +
    share ** 3 * d[axis];
  return { x: mixed('x'), y: mixed('y') };
};
