import type { ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
  /** What changes it: a button or a link. */
  readonly action?: ReactNode;
}

/** Nothing yet: one sentence and the way to change it. */
export function EmptyState({ children, action }: Props) {
  return (
    <div className="flex flex-1 flex-col items-start justify-center gap-3 text-ink-soft">
      <p className="max-w-prose">{children}</p>
      {action}
    </div>
  );
}
