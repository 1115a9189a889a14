import { Languages, Moon, Presentation, Sun } from 'lucide-react';
import { Fragment } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { Link } from 'wouter';
import { useFeed } from '../feed/store.js';
import { classNames } from '../parts/class-names.js';
import { clockText, wholeTime } from '../parts/clock.js';
import { useWords } from '../words/use-words.js';
import { healthWords } from './health.js';
import { chooseLanguage, chooseTalk, chooseTheme, useTalk, useTheme } from './settings.js';

function Health() {
  const { t, say } = useWords();
  const known = useFeed(
    useShallow(({ connection, reading, brokers, services }) => ({ connection, reading, brokers, services })),
  );
  const words = healthWords(known, clockText);
  return (
    <p role="status" aria-label={t('shell.health.label')} className="min-w-0 truncate text-xs">
      {words.map(({ key, values, bad }, at) => (
        <Fragment key={key}>
          {at > 0 && <span className="text-ink-soft">, </span>}
          <span className={bad ? 'font-medium text-declined' : 'text-ink-soft'}>
            {bad && '▲ '}
            {say(`shell.health.${key}`, values)}
          </span>
        </Fragment>
      ))}
    </p>
  );
}

function TheNumber() {
  const { t, language } = useWords();
  const counters = useFeed((state) => state.counters);
  const oneIn = useFeed((state) => state.sampled?.oneIn ?? 1);
  if (!counters) return null;
  const { accepted, decided, lost, since } = counters;
  const from = t('shell.counters.since', { time: wholeTime(since, language) });
  return (
    <p
      role="group"
      aria-label={t('shell.counters.label')}
      title={oneIn > 1 ? `${from}; ${t('shell.counters.sampled', { count: oneIn })}` : from}
      className="figures flex gap-x-2 text-xs whitespace-nowrap sm:text-sm"
    >
      <span>{t('shell.counters.accepted', { count: accepted })}</span>
      <span aria-hidden className="text-ink-soft">
        ·
      </span>
      <span>{t('shell.counters.decided', { count: decided })}</span>
      <span aria-hidden className="text-ink-soft">
        ·
      </span>
      <span className={classNames(lost > 0 && 'font-semibold text-declined')}>
        {t('shell.counters.lost', { count: lost })}
      </span>
    </p>
  );
}

const ICON_BUTTON =
  'inline-flex min-h-8 items-center gap-2 rounded-sm px-2 text-xs text-ink-soft transition-colors hover:bg-raised hover:text-ink';

function Switches() {
  const { t, language } = useWords();
  const theme = useTheme();
  const talk = useTalk();
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <div className="flex items-center">
      <button
        type="button"
        aria-label={t('shell.languageLabel')}
        onClick={() => chooseLanguage(language === 'es' ? 'en' : 'es')}
        className={ICON_BUTTON}
      >
        <Languages size={16} aria-hidden className="shrink-0" />
        <span className="hidden md:inline">{t('shell.language')}</span>
      </button>
      <button
        type="button"
        aria-label={t(`shell.theme.${other}`)}
        title={t(`shell.theme.${other}`)}
        onClick={() => chooseTheme(other)}
        className={ICON_BUTTON}
      >
        {other === 'light' ? (
          <Sun size={16} aria-hidden className="shrink-0" />
        ) : (
          <Moon size={16} aria-hidden />
        )}
      </button>
      <button
        type="button"
        aria-pressed={talk}
        aria-label={t(talk ? 'shell.talk.off' : 'shell.talk.on')}
        title={t(talk ? 'shell.talk.off' : 'shell.talk.on')}
        onClick={() => chooseTalk(!talk)}
        className={classNames(ICON_BUTTON, 'hidden sm:inline-flex', talk && 'bg-accent-soft text-accent')}
      >
        <Presentation size={16} aria-hidden className="shrink-0" />
        {talk && t('shell.talk.off')}
      </button>
    </div>
  );
}

export function Header() {
  return (
    <header className="sticky top-0 z-30 border-b bg-ground">
      <div className="flex min-h-12 items-center gap-x-4 px-4">
        <Link to="/" className="text-base font-semibold tracking-tight">
          peaje
        </Link>
        <Health />
        <div className="ml-auto hidden md:block">
          <TheNumber />
        </div>
        <div className="ml-auto md:ml-0">
          <Switches />
        </div>
      </div>
      <div className="border-t px-4 py-1 md:hidden">
        <TheNumber />
      </div>
    </header>
  );
}
