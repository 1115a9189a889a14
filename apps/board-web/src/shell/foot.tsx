import { ChevronDown, ChevronUp } from 'lucide-react';
import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { Link } from 'wouter';
import { useFeed } from '../feed/store.js';
import { useWords } from '../words/use-words.js';
import { keep, kept } from './kept.js';
import { LogLines } from './log-lines.js';

const LINES = 5;

/** The last lines of the log, on every view. */
export function Foot() {
  const { t } = useWords();
  const [folded, setFolded] = useState(kept('foot') === 'folded');
  const lines = useFeed(useShallow(({ log }) => log.slice(folded ? -1 : -LINES)));
  const fold = () => {
    keep('foot', folded ? 'open' : 'folded');
    setFolded(!folded);
  };
  return (
    <section
      aria-label={t('shell.foot.title')}
      className="mb-14 border-t bg-ground px-4 py-2 lg:sticky lg:bottom-0 lg:z-20 lg:mb-0"
    >
      <div className="flex items-center gap-4 text-xs">
        <h2 className="font-semibold">{t('shell.foot.title')}</h2>
        <Link to="/log" className="link ml-auto">
          {t('shell.foot.whole')}
        </Link>
        <button
          type="button"
          aria-expanded={!folded}
          aria-label={t(folded ? 'shell.foot.more' : 'shell.foot.less')}
          onClick={fold}
          className="rounded-sm p-1 text-ink-soft hover:bg-raised hover:text-ink"
        >
          {folded ? <ChevronUp size={16} aria-hidden /> : <ChevronDown size={16} aria-hidden />}
        </button>
      </div>
      {lines.length > 0 ? (
        <LogLines lines={lines} />
      ) : (
        <p className="py-0.5 text-xs text-ink-soft">{t('shell.foot.empty')}</p>
      )}
    </section>
  );
}
