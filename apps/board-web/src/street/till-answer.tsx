import { RotateCcw, Undo2 } from 'lucide-react';
import { Link } from 'wouter';
import { Button } from '../parts/button.js';
import { ProblemText } from '../parts/problem-text.js';
import { StatusBadge } from '../parts/status-badge.js';
import { useWords } from '../words/use-words.js';
import { cancelCharge, chargeAgain, newCharge, useTill } from './till.js';
import { WaitClock } from './wait-clock.js';

type State = ReturnType<typeof useTill.getState>;
type Answered = Extract<State, { phase: 'answered' }>;

function Waiting({ what, since }: Extract<State, { phase: 'waiting' }>) {
  const { t } = useWords();
  return (
    <div className="flex items-baseline gap-3 text-pending">
      <WaitClock since={since} />
      <span className="animate-breathe">{t(`street.till.waiting.${what}`)}</span>
    </div>
  );
}

function Words({ what, charge, ms, replayed }: Answered) {
  const { t, say } = useWords();
  const waited =
    what !== 'cancel'
      ? 'street.till.waited'
      : charge.ledger === 'reversed'
        ? 'street.till.waitedCancel'
        : 'street.till.waitedCancelOpen';
  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <StatusBadge status={charge.status} />
        <span className="figures text-xl font-semibold">{ms} ms</span>
        {charge.reason && (
          <span className="text-ink-soft">
            {say(`street.reasons.${charge.reason}`, { defaultValue: charge.reason })}
          </span>
        )}
      </div>
      <p className="text-ink-soft">{t(waited, { ms })}</p>
      {what === 'again' && (
        <p className="animate-appear font-medium">
          {t(replayed ? 'street.till.replayed' : 'street.till.notReplayed')}
        </p>
      )}
    </div>
  );
}

function Actions({ charge, may }: { readonly charge: Answered['charge'] | null; readonly may: boolean }) {
  const { t } = useWords();
  const open = charge?.status === 'approved' || charge?.status === 'pending';
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button look="primary" onClick={newCharge}>
        {t('street.till.next')}
      </Button>
      <Button disabled={!may} onClick={chargeAgain} icon={<RotateCcw size={16} aria-hidden />}>
        {t('street.till.again')}
      </Button>
      {charge && (
        <Button disabled={!may || !open} onClick={cancelCharge} icon={<Undo2 size={16} aria-hidden />}>
          {t('street.till.cancel')}
        </Button>
      )}
      {charge && (
        <Link to={`/charges/${charge.id}`} className="link ml-1">
          {t('street.till.journey')}
        </Link>
      )}
    </div>
  );
}

/** What stands in the place of the button: the wait, then the answer. */
export function TillAnswer({ may }: { readonly may: boolean }) {
  const { t } = useWords();
  const state = useTill();
  if (state.phase === 'ready') return null;
  if (state.phase === 'waiting') return <Waiting {...state} />;
  return (
    <div
      role="region"
      aria-label={t('street.till.answer')}
      tabIndex={-1}
      className="flex animate-appear flex-col gap-3"
    >
      {state.phase === 'answered' ? <Words {...state} /> : <ProblemText error={state.error} />}
      <Actions charge={state.phase === 'answered' ? state.charge : null} may={may} />
    </div>
  );
}
