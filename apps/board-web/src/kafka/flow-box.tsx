import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { Database, PenLine, Users, type LucideIcon } from 'lucide-react';
import { Link } from 'wouter';
import { classNames } from '../parts/class-names.js';
import { FOUND } from './use-hash-target.js';
import { BOX, type FlowKind } from './flow-layout.js';

export interface BoxContents extends Record<string, unknown> {
  readonly kind: FlowKind;
  readonly name: string;
  /** The second line. */
  readonly note: string;
  /** In words, for a screen reader: with whom it is joined. */
  readonly label: string;
  readonly tone: 'plain' | 'bad' | 'waits';
  readonly to: string;
}

const ICONS: Record<FlowKind, LucideIcon> = { writer: PenLine, topic: Database, group: Users };

const TONES = {
  plain: 'border-line-strong',
  bad: 'border-declined',
  waits: 'border-dashed border-line-strong text-ink-soft',
} as const;

const HANDLE = '!size-0 !min-h-0 !min-w-0 !border-0 !bg-transparent';

export function FlowBoxView({ data }: NodeProps<Node<BoxContents>>) {
  const { kind, name, note, label, tone, to } = data;
  const Icon = ICONS[kind];
  return (
    <Link
      to={to}
      id={kind === 'writer' ? `service-${name}` : undefined}
      title={label}
      style={BOX[kind]}
      className={classNames(
        'nopan flex flex-col justify-center rounded-sm border bg-ground px-3 transition-colors hover:border-accent',
        kind === 'topic' && 'border-l-4',
        TONES[tone],
        FOUND,
      )}
    >
      {kind !== 'writer' && (
        <Handle type="target" position={Position.Left} isConnectable={false} className={HANDLE} />
      )}
      <span className="flex items-center gap-2 text-sm font-medium">
        <Icon size={16} aria-hidden className="shrink-0 text-ink-soft" />
        <span className={classNames('truncate', kind === 'topic' && 'font-mono text-[13px]')}>{name}</span>
      </span>
      <span
        className={classNames(
          'figures truncate pl-6 text-xs',
          tone === 'bad' ? 'font-medium text-declined' : 'text-ink-soft',
        )}
      >
        {note}
      </span>
      {kind !== 'group' && (
        <Handle type="source" position={Position.Right} isConnectable={false} className={HANDLE} />
      )}
    </Link>
  );
}
