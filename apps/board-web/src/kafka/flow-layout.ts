import { Graph, layout } from '@dagrejs/dagre';
import type { TopologyView } from '@peaje/contracts';

/** What a box of the data flow stands for. */
export type FlowKind = 'writer' | 'topic' | 'group';

interface FlowBox {
  readonly id: string;
  readonly kind: FlowKind;
  readonly name: string;
  /** The left upper corner. */
  readonly x: number;
  readonly y: number;
}

interface FlowArrow {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

export interface Flow {
  readonly boxes: readonly FlowBox[];
  readonly arrows: readonly FlowArrow[];
  readonly width: number;
  readonly height: number;
}

export const BOX = {
  writer: { width: 128, height: 48 },
  topic: { width: 232, height: 48 },
  group: { width: 176, height: 48 },
} as const satisfies Record<FlowKind, { width: number; height: number }>;

const idOf = (kind: FlowKind, name: string) => `${kind}:${name}`;

/** Writers, topics and groups from left to right. A service that is both has a box on either side. Pure. */
export function flowOf({ topics, groups, services }: TopologyView): Flow {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 12, ranksep: 110, marginx: 4, marginy: 4 });
  graph.setDefaultEdgeLabel(() => ({}));
  const boxes = [
    ...services.filter(({ writes }) => writes.length > 0).map(({ name }) => ['writer', name] as const),
    ...topics.map(({ name }) => ['topic', name] as const),
    ...groups.map(({ name }) => ['group', name] as const),
  ];
  for (const [kind, name] of boxes) graph.setNode(idOf(kind, name), { ...BOX[kind] });
  const arrows = [
    ...services.flatMap(({ name, writes }) =>
      writes.map((topic) => arrow(idOf('writer', name), idOf('topic', topic))),
    ),
    ...groups.flatMap(({ name, topics: read }) =>
      read.map((topic) => arrow(idOf('topic', topic), idOf('group', name))),
    ),
  ];
  for (const { from, to } of arrows) graph.setEdge(from, to);
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return { boxes: boxes.map(([kind, name]) => placed(graph, kind, name)), arrows, width, height };
}

const arrow = (from: string, to: string): FlowArrow => ({ id: `${from}→${to}`, from, to });

/** dagre tells the middle of a box. */
function placed(graph: Graph, kind: FlowKind, name: string): FlowBox {
  const id = idOf(kind, name);
  const { x = 0, y = 0 } = graph.node(id) as { x?: number; y?: number };
  const { width, height } = BOX[kind];
  return { id, kind, name, x: x - width / 2, y: y - height / 2 };
}
