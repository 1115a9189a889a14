import { Repeat2, Skull } from 'lucide-react';
import { Link } from 'wouter';
import { classNames } from '../parts/class-names.js';
import { RecordLink } from '../parts/record-link.js';
import { ShortId } from '../parts/short-id.js';
import { StatusBadge, type Status } from '../parts/status-badge.js';
import { useWords } from '../words/use-words.js';
import type { ParkedMark } from './marks.js';
import { RecordFold } from './record-fold.js';
import { stepTitle } from './step-words.js';
import { placeText, type Stop } from './stops.js';

interface Props {
  readonly stop: Stop;
  readonly caller: 'shop' | 'toll';
  readonly parked: readonly ParkedMark[];
  readonly text: string | null;
  readonly isCurrent: boolean;
}

const BADGES: ReadonlySet<string> = new Set(['approved', 'declined', 'cancelled', 'reversed']);

export function StopCard({ stop: { step, side }, caller, parked, text, isCurrent }: Props) {
  const words = useWords();
  const decision = step.step === 'decided' && BADGES.has(step.outcome) ? (step.outcome as Status) : null;
  return (
    <div
      className={classNames(
        'flex min-w-0 flex-1 flex-col items-start gap-1 rounded-md border bg-surface px-3 py-2 transition-colors',
        side === 'later' && 'border-dashed',
        isCurrent && 'border-solid border-accent bg-accent-soft',
      )}
    >
      <div className="flex w-full flex-wrap items-baseline gap-x-2 gap-y-1">
        <code className="font-mono text-xs text-ink-soft">{step.by}</code>
        <span className="font-medium">
          {decision ? words.t('journey.step.decides') : stepTitle(words, step, caller)}
        </span>
        {decision && <StatusBadge status={decision} />}
        {step.again > 0 && <Again count={step.again} />}
      </div>
      <Detail step={step} text={text} />
      {parked.map((mark) => (
        <Parked key={mark.id} mark={mark} />
      ))}
    </div>
  );
}

function Detail({ step, text }: { readonly step: Stop['step']; readonly text: string | null }) {
  const words = useWords();
  const { t, say } = words;
  switch (step.step) {
    case 'published':
    case 'outcome-published':
      return (
        <>
          <RecordLink {...step.record} />
          <RecordFold place={placeText(step.record)} />
        </>
      );
    case 'decided':
      return step.reason ? (
        <p className="text-xs text-ink-soft">{t('journey.reason', { reason: step.reason })}</p>
      ) : null;
    case 'caller-answered':
      return step.afterMs === null ? null : (
        <p className="figures text-xs text-ink-soft">
          {t('journey.took', { ms: step.afterMs, http: step.httpStatus ?? '' })}
        </p>
      );
    case 'entered':
      return (
        <p className="flex flex-wrap items-center gap-x-2 text-xs text-ink-soft">
          <span className="figures">{t('journey.entry', { chain: step.chain, seq: String(step.seq) })}</span>
          <ShortId id={step.hash} />
        </p>
      );
    case 'text':
      return (
        <>
          <p className="text-xs text-ink-soft">
            {say(`journey.step.textStatus.${step.status}`)}
            {step.to && <span className="figures"> · {step.to}</span>}
          </p>
          {text && <blockquote className="mt-1 rounded-md bg-raised px-3 py-2 text-sm">{text}</blockquote>}
        </>
      );
    case 'stored':
      return null;
  }
}

function Again({ count }: { readonly count: number }) {
  const { t } = useWords();
  return (
    <span
      title={t('journey.againWhy')}
      className="figures inline-flex items-center gap-1 rounded-sm bg-pending-soft px-1.5 text-xs leading-5 font-medium text-pending"
    >
      <Repeat2 size={12} strokeWidth={2.5} aria-hidden />
      {t('journey.again', { count })}
    </span>
  );
}

function Parked({ mark: { service, code, attempts, id, line } }: { readonly mark: ParkedMark }) {
  const { t } = useWords();
  return (
    <Link
      to={`/kafka/dead-letters?service=${service}&id=${encodeURIComponent(id)}`}
      className="inline-flex items-center gap-1 rounded-sm bg-dead-soft px-1.5 text-xs leading-5 font-medium text-dead underline decoration-transparent hover:decoration-current"
    >
      <Skull size={12} strokeWidth={2.5} aria-hidden className="shrink-0" />
      <span>
        {t(`journey.parked.${line}`, { service, code })}
        {line === 'head' && ` · ${t('journey.attempts', { count: attempts })}`}
      </span>
    </Link>
  );
}

/** A step as a sentence, for one who listens. */
export function useSentence(caller: 'shop' | 'toll') {
  const words = useWords();
  const { t } = words;
  return ({ step, side, sinceMs }: Stop): string => {
    const what = `${step.by}: ${stepTitle(words, step, caller)}`;
    const parts = [
      sinceMs === null ? t('journey.say.untimed', { what }) : t('journey.say.at', { ms: sinceMs, what }),
    ];
    if ('record' in step) parts.push(t('journey.say.place', { ...step.record }));
    if (step.step === 'entered') parts.push(`${t('journey.hash', { hash: step.hash })}.`);
    if (step.step === 'decided' && step.reason)
      parts.push(`${t('journey.reason', { reason: step.reason })}.`);
    if (step.step === 'text') parts.push(`${words.say(`journey.step.textStatus.${step.status}`)}.`);
    if (step.again > 0) parts.push(`${t('journey.again', { count: step.again })}.`);
    parts.push(side === 'waited' ? t(`journey.say.waited.${caller}`) : t('journey.say.later'));
    return parts.join(' ');
  };
}
