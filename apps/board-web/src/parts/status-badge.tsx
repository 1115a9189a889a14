import { Ban, Check, Clock, Skull, Undo2, X, type LucideIcon } from 'lucide-react';
import { useWords } from '../words/use-words.js';
import { classNames } from './class-names.js';

const LOOKS = {
  requested: [Clock, 'bg-pending-soft text-pending'],
  pending: [Clock, 'bg-pending-soft text-pending'],
  'cancellation-requested': [Clock, 'bg-cancelled-soft text-cancelled'],
  approved: [Check, 'bg-approved-soft text-approved'],
  declined: [X, 'bg-declined-soft text-declined'],
  cancelled: [Ban, 'bg-cancelled-soft text-cancelled'],
  reversed: [Undo2, 'bg-cancelled-soft text-cancelled'],
  dead: [Skull, 'bg-dead-soft text-dead'],
} as const satisfies Record<string, readonly [LucideIcon, string]>;

export type Status = keyof typeof LOOKS;

interface Props {
  readonly status: Status;
  /** Instead of the status's own word. */
  readonly word?: string;
}

/** A status by its shape and its word, and only then by its colour. */
export function StatusBadge({ status, word }: Props) {
  const { t } = useWords();
  const [Icon, look] = LOOKS[status];
  return (
    <span
      className={classNames(
        'inline-flex items-center gap-1 rounded-sm px-1.5 text-xs leading-5 font-medium whitespace-nowrap',
        look,
      )}
    >
      <Icon size={12} strokeWidth={2.5} aria-hidden />
      {word ?? t(`parts.status.${status}`)}
    </span>
  );
}
