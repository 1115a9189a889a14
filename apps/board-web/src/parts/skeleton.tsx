import { useWords } from '../words/use-words.js';
import { classNames } from './class-names.js';

/** A grey line in the place of what comes. Its size comes with `className`. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden className={classNames('block animate-breathe rounded-sm bg-raised', className)} />;
}

/** Lines of text that come. */
export function SkeletonLines({ lines = 3 }: { readonly lines?: number }) {
  const { t } = useWords();
  return (
    <div role="status" aria-label={t('parts.loading')} className="flex flex-col gap-3">
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} className={classNames('h-4', line % 3 === 2 ? 'w-1/2' : 'w-full')} />
      ))}
    </div>
  );
}
