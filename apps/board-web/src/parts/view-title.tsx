import { useEffect, type ReactNode } from 'react';

interface Props {
  readonly title: string;
  /** The question that the view answers, or what it shows now. */
  readonly children?: ReactNode;
}

/** The heading of a view, which is the title of the page too. */
export function ViewTitle({ title, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Peaje`;
  }, [title]);
  return (
    <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
      <h1 className="text-lg font-semibold">{title}</h1>
      {children && <div className="text-ink-soft">{children}</div>}
    </div>
  );
}
