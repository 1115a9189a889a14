import { type ReactNode, useEffect, useRef } from 'react';
import { classNames } from '../parts/class-names.js';
import { useWords } from '../words/use-words.js';
import type { ParkedMark } from './marks.js';
import { StopCard } from './stop-card.js';
import { lastWaitedFor, placeText, type Stop } from './stops.js';

interface Props {
  readonly stops: readonly Stop[];
  readonly caller: 'shop' | 'toll';
  /** So many stops are shown; the last of them is the current one while the journey is played. */
  readonly shown: number;
  readonly isWhole: boolean;
  /** By place of the record. */
  readonly parked: ReadonlyMap<string, readonly ParkedMark[]>;
  /** By template: what the telephone of the holder has. */
  readonly texts: ReadonlyMap<string, string>;
  /** Beside another journey there is room for one column only. */
  readonly narrow?: boolean;
  readonly label: string;
}

const NONE: readonly ParkedMark[] = [];

/** The time from the top; left what the caller waited for, right what went on without him. */
export function Timeline({ stops, caller, shown, isWhole, parked, texts, narrow = false, label }: Props) {
  const { t } = useWords();
  const answer = lastWaitedFor(stops);
  return (
    <div className="min-w-0">
      {!narrow && (
        <div
          aria-hidden
          className="mb-3 hidden grid-cols-[1fr_6rem_1fr] gap-x-3 text-xs font-semibold md:grid"
        >
          <p className="text-right">{t(`journey.waited.${caller}`)}</p>
          <p />
          <p className="text-ink-soft">{t(`journey.later.${caller}`)}</p>
        </div>
      )}
      <ol aria-label={label} className="flex flex-col">
        {stops.map((stop, n) => (
          <Row
            key={stop.id}
            stop={stop}
            narrow={narrow}
            isShown={n < shown}
            isWaitedFor={n < answer}
            isCurrent={!isWhole && n === shown - 1}
            isLast={n === stops.length - 1}
          >
            <StopCard
              stop={stop}
              caller={caller}
              text={stop.step.step === 'text' ? (texts.get(stop.step.template) ?? null) : null}
              isCurrent={!isWhole && n === shown - 1}
              parked={
                stop.step.step === 'published' || stop.step.step === 'outcome-published'
                  ? (parked.get(placeText(stop.step.record)) ?? NONE)
                  : NONE
              }
            />
          </Row>
        ))}
      </ol>
    </div>
  );
}

interface RowProps {
  readonly stop: Stop;
  /** The caller still waits after this stop. */
  readonly isWaitedFor: boolean;
  readonly narrow: boolean;
  readonly isShown: boolean;
  readonly isCurrent: boolean;
  readonly isLast: boolean;
  readonly children: ReactNode;
}

function Row({ stop, isWaitedFor, narrow, isShown, isCurrent, isLast, children }: RowProps) {
  const { t } = useWords();
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isCurrent) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent]);
  const isLeft = stop.side === 'waited';
  return (
    <li
      ref={row}
      data-side={stop.side}
      aria-current={isCurrent ? 'step' : undefined}
      className={classNames(
        'grid grid-cols-[4.5rem_minmax(0,1fr)] gap-x-3',
        !narrow && 'md:grid-cols-[minmax(0,1fr)_6rem_minmax(0,1fr)]',
        isShown ? 'animate-appear' : 'invisible',
      )}
    >
      <div className={classNames('row-start-1 flex', !narrow && 'md:col-start-2')}>
        <Axis stop={stop} isWaitedFor={isWaitedFor} isLast={isLast} isCurrent={isCurrent} narrow={narrow} />
      </div>
      <div
        className={classNames(
          'col-start-2 row-start-1 flex min-w-0 flex-col pb-3',
          !narrow && (isLeft ? 'md:col-start-1' : 'md:col-start-3'),
        )}
      >
        <span className={classNames('text-xs leading-5 text-ink-soft', !narrow && 'md:sr-only')}>
          {t(`journey.side.${stop.side}`)}
        </span>
        {children}
      </div>
    </li>
  );
}

interface AxisProps {
  readonly stop: Stop;
  readonly isWaitedFor: boolean;
  readonly isLast: boolean;
  readonly isCurrent: boolean;
  readonly narrow: boolean;
}

function Axis({ stop: { sinceMs, side }, isWaitedFor, isLast, isCurrent, narrow }: AxisProps) {
  const { t } = useWords();
  return (
    <div
      className={classNames('relative flex w-full justify-end pr-5', !narrow && 'md:justify-center md:pr-0')}
    >
      <span
        aria-hidden
        className={classNames(
          'absolute top-2 right-1 w-0 border-l-2',
          !narrow && 'md:top-8 md:right-1/2 md:-mr-px',
          isLast ? 'hidden' : '-bottom-2',
          isWaitedFor ? 'border-ink' : 'border-dashed border-line-strong',
          !narrow && !isLast && 'md:bottom-0',
        )}
      />
      <span
        aria-hidden
        className={classNames(
          'absolute top-1.5 right-0 size-2.5 rounded-full border-2 border-ground',
          !narrow && 'md:hidden',
          isCurrent ? 'bg-accent' : side === 'waited' ? 'bg-ink' : 'bg-line-strong',
        )}
      />
      <span
        title={sinceMs === null ? t('journey.noTimeWhy') : undefined}
        className={classNames(
          'figures z-10 h-fit text-xs leading-5 whitespace-nowrap',
          !narrow && 'md:mt-1.5 md:rounded-full md:border md:bg-ground md:px-2',
          isCurrent ? 'font-semibold text-accent md:border-accent' : sinceMs === null && 'text-ink-soft',
        )}
      >
        {sinceMs === null ? t('journey.noTime') : t('journey.ms', { ms: sinceMs })}
      </span>
    </div>
  );
}
