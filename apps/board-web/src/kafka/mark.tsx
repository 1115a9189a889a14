import { useWords } from '../words/use-words.js';
import { classNames } from '../parts/class-names.js';
import { MARKS, type Mark } from './record-mark.js';

interface Look {
  readonly path: string;
  readonly look: string;
  readonly stroke: number;
}

const circle = (r: number) => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;

/** Round its own middle, 10 px wide: each has a shape of its own, so nobody needs the colour. */
const LOOKS = {
  requested: { path: circle(3.5), look: 'fill-surface stroke-pending', stroke: 1.75 },
  approved: { path: circle(4.5), look: 'fill-approved', stroke: 0 },
  declined: { path: 'M-3.5-3.5 3.5 3.5M-3.5 3.5 3.5-3.5', look: 'stroke-declined', stroke: 2 },
  cancelled: { path: 'M-3-3H3V3H-3Z', look: 'fill-surface stroke-cancelled', stroke: 1.75 },
  dead: { path: 'M0-5 5 0 0 5-5 0Z', look: 'fill-dead', stroke: 0 },
  other: { path: 'M0-5V5', look: 'stroke-ink', stroke: 2 },
} as const satisfies Record<Mark, Look>;

interface ShapeProps {
  readonly mark: Mark;
  readonly transform?: string;
  readonly title?: string | undefined;
}

/** One element: under load there are hundreds of new ones a second. */
export function MarkShape({ mark, transform, title }: ShapeProps) {
  const { path, look, stroke } = LOOKS[mark];
  return (
    <path d={path} className={look} strokeWidth={stroke} transform={transform}>
      {title && <title>{title}</title>}
    </path>
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
