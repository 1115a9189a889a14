import { Copy } from 'lucide-react';
import { useWords } from '../words/use-words.js';
import { useCopy } from './use-copy.js';

const shortened = (id: string): string => (id.length > 14 ? `${id.slice(0, 6)}…${id.slice(-4)}` : id);
const LOOK = 'font-mono text-xs leading-5 text-ink-soft';

/** An id shortened in the middle. A click copies the whole; where the page may not copy, the whole stands there. */
export function ShortId({ id }: { readonly id: string }) {
  const { t } = useWords();
  const { may, copied, copy } = useCopy();
  if (!may) return <span className={`${LOOK} break-all`}>{id}</span>;
  return (
    <button
      type="button"
      onClick={() => copy(id)}
      title={id}
      aria-label={`${copied ? t('parts.copied') : shortened(id)}: ${t('parts.copy', { id })}`}
      className={`${LOOK} inline-flex items-center gap-1 hover:text-accent`}
    >
      {copied ? t('parts.copied') : shortened(id)}
      <Copy size={12} aria-hidden />
    </button>
  );
}
