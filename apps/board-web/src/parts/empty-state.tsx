import type { ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
  /** What changes it: a button or a link. */
  readonly action?: ReactNode;
}

/** Nothing yet: one sentence and the way to change it. */
export function EmptyState({ children, action }: Props) {
  return (
    <div className="flex flex-col items-start gap-3 text-ink-soft">
      <p className="max-w-prose">{children}</p>
      {action}
    </div>
  );
}
