import { useWords } from '../words/use-words.js';
import { classNames } from '../parts/class-names.js';
import { MARKS, type Mark } from './record-mark.js';

/** Round its own middle, 10 px wide: each has a shape of its own, so nobody needs the colour. */
const SHAPES = {
  requested: <circle r={3.5} className="fill-surface" strokeWidth={1.75} />,
  approved: <circle r={4.5} stroke="none" />,
  declined: <path d="M-3.5-3.5 3.5 3.5M-3.5 3.5 3.5-3.5" strokeWidth={2} />,
  cancelled: <rect x={-3} y={-3} width={6} height={6} className="fill-surface" strokeWidth={1.75} />,
  dead: <path d="M0-5 5 0 0 5-5 0Z" stroke="none" />,
  other: <path d="M0-5V5" strokeWidth={2} />,
} as const satisfies Record<Mark, unknown>;

const COLOURS = {
  requested: 'text-pending',
  approved: 'text-approved',
  declined: 'text-declined',
  cancelled: 'text-cancelled',
  dead: 'text-dead',
  other: 'text-ink',
} as const satisfies Record<Mark, string>;

export function MarkShape({ mark }: { readonly mark: Mark }) {
  return (
    <g className={COLOURS[mark]} fill="currentColor" stroke="currentColor">
      {SHAPES[mark]}
    </g>
  );
}

export function MarkIcon({ mark }: { readonly mark: Mark }) {
  return (
    <svg aria-hidden width={12} height={12} viewBox="-6 -6 12 12" className="shrink-0">
      <MarkShape mark={mark} />
    </svg>
  );
}

export function Legend() {
  const { t } = useWords();
  return (
    <ul
      aria-label={t('kafka.partitions.legend')}
      className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-soft"
    >
      {MARKS.map((mark) => (
        <li key={mark} className="flex items-center gap-1.5">
          <MarkIcon mark={mark} />
          {mark === 'other' ? t('kafka.partitions.other') : t(`parts.status.${mark}`)}
        </li>
      ))}
      <li className="flex items-center gap-1.5">
        <span aria-hidden className={classNames('size-1 rounded-full bg-line-strong')} />
        {t('kafka.partitions.stored')}
      </li>
    </ul>
  );
}
