import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { classNames } from './class-names.js';

const LOOK =
  'inline-flex max-w-full items-center gap-1 rounded-sm border bg-raised px-1.5 font-mono text-xs leading-5 whitespace-nowrap';

interface Props {
  readonly to?: string;
  readonly label?: string;
  readonly children: ReactNode;
}

/** A name of the machinery: a topic, a place of a record, an id. With `to` it opens what it names. */
export function Chip({ to, label, children }: Props) {
  if (!to)
    return (
      <span className={LOOK} title={label}>
        {children}
      </span>
    );
  return (
    <Link
      to={to}
      aria-label={label}
      className={classNames(LOOK, 'text-accent transition-colors hover:border-accent hover:bg-accent-soft')}
    >
      {children}
    </Link>
  );
}
