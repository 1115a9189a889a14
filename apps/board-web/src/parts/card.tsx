import { useId, type ReactNode } from 'react';
import { classNames } from './class-names.js';

interface Props {
  readonly title: ReactNode;
  /** At the right of the title. */
  readonly aside?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Card({ title, aside, className, children }: Props) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={classNames('@container flex min-w-0 flex-col rounded-md border bg-surface', className)}
    >
      <header className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 border-b px-4 py-2">
        <h2 id={id} className="text-sm font-semibold">
          {title}
        </h2>
        {aside}
      </header>
      <div className="flex min-h-0 flex-1 flex-col gap-4 p-4">{children}</div>
    </section>
  );
}
