import { CarFront, Circle, Octagon, Triangle } from 'lucide-react';
import { classNames } from '../parts/class-names.js';
import { useWords } from '../words/use-words.js';
import { useGate, type Car } from './gate.js';

const PLACES = {
  coming: 'left-[46%]',
  'at-gate': 'left-[46%]',
  through: 'left-[108%]',
  'turned-back': 'left-[30%] opacity-0',
} as const;

function CarShape({ phase }: Car) {
  return (
    <span
      className={classNames(
        'absolute top-1/2 -mt-3 transition-[left,opacity] duration-700',
        phase === 'coming' && 'animate-drive-in',
        PLACES[phase],
      )}
    >
      <CarFront
        size={24}
        strokeWidth={1.5}
        className={phase === 'turned-back' ? 'text-declined' : 'text-ink'}
      />
    </span>
  );
}

/** By its shape and its word, not by its colour alone. */
function Light() {
  const { t } = useWords();
  const last = useGate((state) => state.last);
  if (!last)
    return (
      <span className="flex items-center gap-2 text-xs text-ink-soft">
        <Circle size={16} aria-hidden />
        {t('street.gate.light.off')}
      </span>
    );
  const green = last.kind !== 'refused';
  const Shape = green ? Triangle : Octagon;
  return (
    <span
      className={classNames(
        'flex items-center gap-2 text-xs font-medium',
        green ? 'text-approved' : 'text-declined',
      )}
    >
      <Shape size={16} fill="currentColor" aria-hidden />
      {t(green ? 'street.gate.light.green' : 'street.gate.light.red')}
    </span>
  );
}

export function TollLane() {
  const { t } = useWords();
  const { cars, passed, refused } = useGate();
  return (
    <div className="flex flex-col gap-2">
      <div aria-hidden className="relative h-14 overflow-hidden rounded-sm border bg-raised">
        <div className="absolute inset-x-0 top-1/2 border-t border-dashed border-line-strong opacity-50" />
        <div className="absolute inset-y-0 left-[calc(46%+2rem)] w-1 bg-accent" />
        {cars.map((car) => (
          <CarShape key={car.id} {...car} />
        ))}
      </div>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <div role="status" aria-label={t('street.gate.lane')}>
          <Light />
        </div>
        <p className="figures text-xs text-ink-soft">
          {t('street.gate.tally', { count: passed })}
          {refused > 0 && ` · ${t('street.gate.turned', { count: refused })}`}
        </p>
      </div>
    </div>
  );
}
