import { useState } from 'react';
import { useFeed } from '../feed/store.js';
import { classNames } from '../parts/class-names.js';
import { EmptyState } from '../parts/empty-state.js';
import { ViewTitle } from '../parts/view-title.js';
import { useWords } from '../words/use-words.js';
import { LogLines } from './log-lines.js';

const FILTERS = ['all', 'trouble'] as const;

/** The whole log, or its lines of trouble. */
export function LogView() {
  const { t } = useWords();
  const [filter, setFilter] = useState<(typeof FILTERS)[number]>('all');
  const log = useFeed((state) => state.log);
  const lines = filter === 'all' ? log : log.filter(({ tone }) => tone === 'bad' || tone === 'warn');
  return (
    <>
      <ViewTitle title={t('log.title')}>{t('log.kept', { count: 500 })}</ViewTitle>
      {log.length === 0 ? (
        <EmptyState>{t('log.nothing')}</EmptyState>
      ) : (
        <>
          <div
            role="group"
            aria-label={t('log.title')}
            className="flex self-start rounded-sm border border-line-strong"
          >
            {FILTERS.map((one) => (
              <button
                key={one}
                type="button"
                aria-pressed={filter === one}
                onClick={() => setFilter(one)}
                className={classNames(
                  'min-h-8 px-3 text-xs transition-colors',
                  filter === one ? 'bg-accent-soft font-medium text-accent' : 'text-ink-soft hover:bg-raised',
                )}
              >
                {t(`log.filter.${one}`)}
              </button>
            ))}
          </div>
          {lines.length > 0 ? <LogLines lines={lines} /> : <EmptyState>{t('log.noTrouble')}</EmptyState>}
        </>
      )}
    </>
  );
}
