import type { TopologyView } from '@peaje/contracts';
import { ReactFlow, ReactFlowProvider, type Edge, type Node } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useMemo, useState } from 'react';
import { Card } from '../parts/card.js';
import { Skeleton } from '../parts/skeleton.js';
import { useWords } from '../words/use-words.js';
import { Brokers } from './brokers.js';
import { FlowBoxView, type BoxContents } from './flow-box.js';
import { flowOf, type Flow } from './flow-layout.js';
import { useBoxContents } from './use-box-contents.js';
import { useWidth } from './use-width.js';

const NODE_TYPES = { box: FlowBoxView };
/** Below this the names are too small: the picture scrolls instead. */
const LEAST_WIDTH = 640;

export function DataFlow({ topology }: { readonly topology: TopologyView | undefined }) {
  const { t } = useWords();
  const flow = useMemo(() => (topology ? flowOf(topology) : null), [topology]);
  return (
    <Card
      title={t('kafka.flow.title')}
      aside={<span className="text-xs text-ink-soft">{t('kafka.flow.note')}</span>}
    >
      {flow && topology ? <Picture flow={flow} topology={topology} /> : <Skeleton className="h-96" />}
      <Brokers />
    </Card>
  );
}

interface PictureProps {
  readonly flow: Flow;
  readonly topology: TopologyView;
}

function Picture({ flow, topology }: PictureProps) {
  const { t } = useWords();
  const [pointed, setPointed] = useState<string | null>(null);
  const [width, measure] = useWidth();
  const contents = useBoxContents(topology);
  const nodes = useMemo(
    () =>
      flow.boxes.map(({ id, kind, name, x, y }): Node<BoxContents> => ({
        id,
        type: 'box',
        position: { x, y },
        data: contents(kind, name),
      })),
    [flow, contents],
  );
  const edges = useMemo(() => edgesOf(flow, pointed), [flow, pointed]);
  const shown = Math.max(width, LEAST_WIDTH);
  const scale = Math.min(1, shown / flow.width);
  return (
    <div ref={measure} className="overflow-x-auto" role="group" aria-label={t('kafka.flow.title')}>
      {width > 0 && (
        <div style={{ width: shown, height: flow.height * scale }} className="mx-auto">
          <ReactFlowProvider key={shown}>
            <ReactFlow
              nodes={nodes}
              edges={edges}
              nodeTypes={NODE_TYPES}
              defaultViewport={{ x: (shown - flow.width * scale) / 2, y: 0, zoom: scale }}
              minZoom={0.2}
              nodesDraggable={false}
              nodesConnectable={false}
              nodesFocusable={false}
              edgesFocusable={false}
              elementsSelectable={false}
              panOnDrag={false}
              zoomOnScroll={false}
              zoomOnPinch={false}
              zoomOnDoubleClick={false}
              preventScrolling={false}
              onNodeMouseEnter={(_, { id }) => setPointed(id)}
              onNodeMouseLeave={() => setPointed(null)}
              proOptions={{ hideAttribution: true }}
            />
          </ReactFlowProvider>
        </div>
      )}
    </div>
  );
}

/** What is joined with the box under the pointer comes forward. */
const edgesOf = ({ arrows }: Flow, pointed: string | null): Edge[] =>
  arrows.map(({ id, from, to }) => {
    const near = pointed === from || pointed === to;
    const stroke = near ? 'var(--ink)' : 'var(--line-strong)';
    const opacity = pointed === null || near ? 1 : 0.25;
    return {
      id,
      source: from,
      target: to,
      style: { stroke, opacity, strokeWidth: near ? 1.75 : 1 },
      markerEnd: { type: 'arrowclosed' as never, color: stroke, width: 14, height: 14 },
    };
  });
