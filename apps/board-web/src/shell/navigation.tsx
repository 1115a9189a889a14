import { MapPinned, MailX, Waypoints, type LucideIcon } from 'lucide-react';
import { Link, useRoute } from 'wouter';
import { useFeed } from '../feed/store.js';
import { classNames } from '../parts/class-names.js';
import { useWords } from '../words/use-words.js';

interface EntryProps {
  readonly to: string;
  readonly Icon: LucideIcon;
  readonly word: string;
  readonly count?: number;
}

function Entry({ to, Icon, word, count = 0 }: EntryProps) {
  const [here] = useRoute(to);
  return (
    <li className="flex-1 lg:flex-none">
      <Link
        to={to}
        aria-current={here ? 'page' : undefined}
        className={classNames(
          'flex min-h-12 flex-col items-center justify-center gap-x-3 gap-y-0.5 border-t-2 px-2 text-xs transition-colors lg:min-h-9 lg:flex-row lg:justify-start lg:border-t-0 lg:border-l-2 lg:px-4 lg:text-sm',
          here
            ? 'border-accent font-medium text-ink'
            : 'border-transparent text-ink-soft hover:bg-raised hover:text-ink',
        )}
      >
        <Icon size={16} aria-hidden className="shrink-0" />
        <span className="text-center">{word}</span>
        {count > 0 && (
          <span className="figures rounded-sm bg-dead-soft px-1.5 text-xs leading-5 font-medium text-dead lg:ml-auto">
            {count}
          </span>
        )}
      </Link>
    </li>
  );
}

/** Left from 1 024 px, below that at the bottom. */
export function Navigation() {
  const { t } = useWords();
  const dead = useFeed(
    (state) => state.deadLetters?.items.reduce((sum, { records }) => sum + records, 0) ?? 0,
  );
  return (
    <nav
      aria-label={t('shell.views')}
      className="fixed inset-x-0 bottom-0 z-30 border-t bg-ground lg:sticky lg:top-12 lg:h-[calc(100dvh-3rem)] lg:w-48 lg:shrink-0 lg:border-t-0 lg:border-r lg:py-4"
    >
      <ul className="flex lg:flex-col lg:gap-1">
        <Entry to="/" Icon={MapPinned} word={t('shell.street')} />
        <Entry to="/kafka" Icon={Waypoints} word={t('shell.kafka')} />
        <Entry to="/kafka/dead-letters" Icon={MailX} word={t('shell.deadLetters')} count={dead} />
      </ul>
    </nav>
  );
}
