import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { classNames } from './class-names.js';

const LOOKS = {
  /** The one thing to do here. */
  primary:
    'bg-accent text-on-accent border-accent font-semibold enabled:hover:bg-accent-strong enabled:hover:border-accent-strong',
  plain: 'bg-surface text-accent border-line-strong enabled:hover:bg-accent-soft',
  quiet: 'bg-transparent text-accent border-transparent enabled:hover:bg-accent-soft',
} as const;

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: keyof typeof LOOKS;
  readonly icon?: ReactNode;
  readonly small?: boolean;
}

export function Button({ look = 'plain', icon, small, className, children, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={classNames(
        'inline-flex items-center justify-center gap-2 rounded-sm border transition-colors disabled:cursor-not-allowed disabled:border-line disabled:bg-raised disabled:text-ink-soft',
        small ? 'min-h-7 px-2 text-xs' : 'min-h-9 px-3 text-sm',
        LOOKS[look],
        className,
      )}
    >
      {icon}
      {children}
    </button>
  );
}
