import { CarFront } from 'lucide-react';
import { useEffect, useId } from 'react';
import { useBoardAbilities } from '../http/board-abilities.js';
import { Amount } from '../parts/amount.js';
import { Button } from '../parts/button.js';
import { Card } from '../parts/card.js';
import { Select } from '../parts/select.js';
import { WhyNot } from '../parts/why-not.js';
import { useWords } from '../words/use-words.js';
import { useCardChoices } from './card-choices.js';
import { chooseGateCard, oneCar, setRate, useGate, useIsFull } from './gate.js';
import { KeptPassages } from './kept-passages.js';
import { LastPassageText } from './last-passage.js';
import { NoCards } from './no-cards.js';
import { TOLL } from './passages.js';
import { showCard } from './shown-account.js';
import { TollLane } from './toll-lane.js';

const MOST_A_MINUTE = 60;

function Rate({ disabled }: { readonly disabled: boolean }) {
  const { t } = useWords();
  const id = useId();
  const rate = useGate((state) => state.rate);
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="flex justify-between text-xs font-medium text-ink-soft">
        {t('street.gate.rate')}
        <output htmlFor={id} className="figures text-ink">
          {t('street.gate.rateValue', { count: rate })}
        </output>
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={MOST_A_MINUTE}
        step={1}
        value={rate}
        disabled={disabled}
        onChange={({ target }) => setRate(Number(target.value))}
        className="h-9 w-full accent-accent"
      />
    </div>
  );
}

function Controls({ may }: { readonly may: boolean }) {
  const { t } = useWords();
  const { choices } = useCardChoices();
  const token = useGate((state) => state.cardToken);
  const full = useIsFull();
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-end gap-4 @lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)_auto]">
      <div className="col-span-full @lg:col-span-1">
        <Select
          label={t('street.gate.card')}
          value={token}
          choices={choices}
          disabled={!may}
          onChoose={(next) => {
            chooseGateCard(next);
            showCard(next);
          }}
        />
      </div>
      <Rate disabled={!may || full} />
      <Button
        disabled={!may || full}
        onClick={() => {
          showCard(token);
          void oneCar();
        }}
        icon={<CarFront size={16} aria-hidden />}
      >
        {t('street.gate.oneCar')}
      </Button>
    </div>
  );
}

/** The toll: its gate is told at once that the charge is safe, and the car drives on. */
export function TollCard() {
  const { t } = useWords();
  const { cards, may } = useBoardAbilities();
  const allowed = may.toll.allowed;
  useEffect(() => {
    if (!allowed) setRate(0);
  }, [allowed]);
  return (
    <Card
      title={t('street.gate.title')}
      aside={
        <span className="text-xs text-ink-soft">
          {t('street.gate.drivesOn')} · <Amount {...TOLL} /> {t('street.gate.price')}
        </span>
      }
    >
      {cards.length > 0 ? (
        <>
          <Controls may={allowed} />
          <TollLane />
          <LastPassageText />
          <KeptPassages may={allowed} />
          <WhyNot may={may.toll} />
        </>
      ) : (
        <NoCards />
      )}
    </Card>
  );
}
