import { Copy } from 'lucide-react';
import { useState } from 'react';
import { useWords } from '../words/use-words.js';

const shortened = (id: string): string => (id.length > 14 ? `${id.slice(0, 6)}…${id.slice(-4)}` : id);

/** An id shortened in the middle. A click copies the whole. */
export function ShortId({ id }: { readonly id: string }) {
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(id);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return (
    <button
      type="button"
      onClick={() => void copy()}
      title={id}
      aria-label={`${copied ? t('parts.copied') : shortened(id)}: ${t('parts.copy', { id })}`}
      className="inline-flex items-center gap-1 font-mono text-xs leading-5 text-ink-soft hover:text-accent"
    >
      {copied ? t('parts.copied') : shortened(id)}
      <Copy size={12} aria-hidden />
    </button>
  );
}
