import { Link } from 'wouter';
import { ProblemText } from '../parts/problem-text.js';
import { StatusBadge } from '../parts/status-badge.js';
import { useWords } from '../words/use-words.js';
import { useGate, type LastPassage } from './gate.js';
import { useOwnCharge } from './own-charges.js';
import { isOutcome } from './road-dots.js';

/** A slow page may have its answer after the decision. Then it must not say that the car had left. */
function Accepted({ charge, status, ms }: Extract<LastPassage, { kind: 'accepted' }>) {
  const { t } = useWords();
  const own = useOwnCharge(charge.id);
  const decidedMs = own?.decidedAfterMs ?? null;
  const decided = own && decidedMs !== null && isOutcome(own.status);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <StatusBadge status={decided ? own.status : 'pending'} />
      <span className="figures">
        {decided
          ? t(decidedMs > ms ? 'street.gate.decided' : 'street.gate.decidedBefore', { status, ms, decidedMs })
          : t('street.gate.accepted', { status, ms })}
      </span>
      <Link to={`/charges/${charge.id}`} className="link">
        {t('street.gate.journey')}
      </Link>
    </div>
  );
}

/** What the gate was told about the last car, and what became of it since. */
export function LastPassageText() {
  const { t } = useWords();
  const last = useGate((state) => state.last);
  return (
    <div role="region" aria-label={t('street.gate.last')} className="flex min-h-12 flex-col gap-2">
      {last === null && <p className="text-ink-soft">{t('street.gate.none')}</p>}
      {last?.kind === 'accepted' && <Accepted {...last} />}
      {last?.kind === 'stored' && <p>{t(last.offline ? 'street.gate.stored' : 'street.gate.unanswered')}</p>}
      {last?.kind === 'refused' && (
        <>
          <p className="figures">{t('street.gate.refused', { status: last.status, ms: last.ms })}</p>
          <ProblemText error={last.error} />
        </>
      )}
    </div>
  );
}
