import { memo, type MouseEvent } from 'react';
import { useLocation } from 'wouter';
import { classNames } from '../parts/class-names.js';
import { useWords } from '../words/use-words.js';
import { MarkShape } from './mark.js';
import type { Caret, PartitionRow } from './partition-rows.js';
import { pathOfRecord } from './record-id.js';
import { markOf } from './record-mark.js';

const RIGHT = 12;
const LANE_TOP = 24;
const LANE = 15;
/** The width that a mark takes, and the least that one shrinks to before they touch. */
const MARK_PX = 10;
const LEAST_SIZE = 0.6;
/** Closer dots would be a line. */
const DOTS_FROM_PX = 4;
/** Coordinates of SVG are exact only near zero, so offsets are counted from a place that moves in steps. */
const ANCHOR = 4_096;

interface Props {
  readonly row: PartitionRow & { readonly end: number };
  readonly width: number;
  readonly span: number;
  /** Records move to the left while nothing is left out; under load they are where they are. */
  readonly moves: boolean;
  /** It is on the screen. What nobody sees is not drawn anew. */
  readonly isSeen: boolean;
}

const MOVES = 'transition-transform duration-[400ms] ease-out';

/** The records of one partition, newest right, and its groups under them. The list beside it says the same in words. */
export const RecordStrip = memo(Strip, (_, { isSeen }) => !isSeen);

function Strip({ row, width, span, moves }: Props) {
  const [, go] = useLocation();
  const { topic, partition, end, records, carets } = row;
  const px = (width - RIGHT) / span;
  const size = Math.min(1, Math.max(px / MARK_PX, LEAST_SIZE));
  const anchor = Math.floor(end / ANCHOR) * ANCHOR;
  const shift = width - RIGHT - (end - anchor) * px;
  const open = ({ clientX, currentTarget }: MouseEvent) => {
    const x = clientX - currentTarget.getBoundingClientRect().left;
    const under = Math.floor(end - (width - RIGHT - x) / px);
    const near = nearest(records, under, Math.ceil(8 / px));
    const offset = Math.min(near ?? under, end - 1);
    if (offset >= 0) go(pathOfRecord({ topic, partition, offset: String(offset) }));
  };
  return (
    <svg
      aria-hidden
      width={width}
      height={LANE_TOP + Math.max(carets.length, 1) * LANE}
      onClick={open}
      className="block cursor-pointer"
    >
      <g
        key={`${anchor}/${px}`}
        className={moves ? MOVES : undefined}
        style={{ transform: `translateX(${shift}px)` }}
      >
        <Stored from={Math.max(0, end - span) - anchor} to={end - anchor} px={px} />
        {records.map((record, slot) => (
          <MarkShape
            key={moves ? record.offset : slot}
            mark={markOf(record)}
            transform={`translate(${(Number(record.offset) - anchor + 0.5) * px} 11) scale(${size})`}
            title={moves ? `${record.offset} · ${record.type ?? ''}` : undefined}
          />
        ))}
      </g>
      {carets.map((caret, lane) => (
        <CaretShape
          key={caret.group}
          caret={caret}
          x={width - RIGHT - Math.max(end - caret.committed, 0) * px}
          y={LANE_TOP + lane * LANE}
          width={width}
          moves={moves}
        />
      ))}
    </svg>
  );
}

function nearest(records: PartitionRow['records'], under: number, within: number): number | null {
  let found: number | null = null;
  for (const { offset } of records) {
    const away = Math.abs(Number(offset) - under);
    if (away <= within && (found === null || away < Math.abs(found - under))) found = Number(offset);
  }
  return found;
}

/** A dot for each record that is on Kafka and was not told. */
function Stored({ from, to, px }: { readonly from: number; readonly to: number; readonly px: number }) {
  if (to <= from) return null;
  const dotted = px >= DOTS_FROM_PX;
  return (
    <line
      x1={(from + (dotted ? 0.5 : 0)) * px}
      x2={to * px}
      y1={11}
      y2={11}
      className="text-line-strong"
      stroke="currentColor"
      strokeWidth={dotted ? 2.5 : 1}
      strokeLinecap={dotted ? 'round' : undefined}
      strokeDasharray={dotted ? `0.01 ${px - 0.01}` : undefined}
    />
  );
}

interface CaretProps {
  readonly caret: Caret;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly moves: boolean;
}

function CaretShape({ caret: { group, lag, rebalancing }, x, y, width, moves }: CaretProps) {
  const { t } = useWords();
  const isOutside = x < 6;
  const at = Math.max(x, 6);
  const isRight = at > width / 2;
  const words = rebalancing ? t('kafka.partitions.rebalancing') : String(lag ?? '?');
  return (
    <g
      className={classNames(moves && MOVES, rebalancing ? 'text-line-strong' : 'text-ink')}
      style={{ transform: `translate(${at}px, ${y}px)` }}
    >
      <path
        d={isOutside ? 'M-5 6 2 2V10Z' : 'M0 1 4.5 9H-4.5Z'}
        fill={rebalancing ? 'none' : 'currentColor'}
        stroke="currentColor"
        strokeDasharray={rebalancing ? '2 2' : undefined}
      />
      <text
        x={isRight ? -9 : 9}
        y={9}
        textAnchor={isRight ? 'end' : 'start'}
        className={classNames('figures text-[11px]', rebalancing ? 'fill-ink-soft italic' : 'fill-ink-soft')}
      >
        {group}
        <tspan dx={5} className={classNames((lag ?? 0) > 0 && !rebalancing && 'fill-ink font-semibold')}>
          {words}
        </tspan>
      </text>
    </g>
  );
}
