import { useEffect, useRef, useState, type FormEvent, type RefObject } from 'react';
import { useBoardAbilities } from '../http/board-abilities.js';
import { Button } from '../parts/button.js';
import { Card } from '../parts/card.js';
import { TextField } from '../parts/field.js';
import { Select } from '../parts/select.js';
import { WhyNot } from '../parts/why-not.js';
import { useWords } from '../words/use-words.js';
import { amountInput } from './amount-input.js';
import { useCardChoices } from './card-choices.js';
import { NoCards } from './no-cards.js';
import { chooseTillCard, showCard, useShownCard } from './shown-account.js';
import { TillAnswer } from './till-answer.js';
import { charge, newCharge, useTill } from './till.js';

const FIRST_AMOUNT = { es: '19,90', en: '19.90' } as const;

type Phase = ReturnType<typeof useTill.getState>['phase'];

/** Button, wait and answer stand in one place. What had the focus may be gone: then what came has it. */
function useFocusIn(place: RefObject<HTMLElement | null>, phase: Phase): void {
  const before = useRef(phase);
  useEffect(() => {
    if (before.current === phase) return;
    before.current = phase;
    if (document.activeElement !== document.body) return;
    place.current?.querySelector<HTMLElement>(phase === 'ready' ? 'button' : '[role=region]')?.focus();
  }, [place, phase]);
}

/** Reads out what comes, so it must be there before. */
function TillPlace() {
  const { t } = useWords();
  const { may } = useBoardAbilities();
  const phase = useTill((state) => state.phase);
  const place = useRef<HTMLDivElement>(null);
  useFocusIn(place, phase);
  return (
    <div ref={place} className="flex min-h-24 flex-col justify-start gap-2">
      {phase === 'ready' && (
        <Button type="submit" look="primary" disabled={!may.charge.allowed} className="min-h-12 text-base">
          {t('street.till.charge')}
        </Button>
      )}
      <div aria-live="polite">
        <TillAnswer may={may.charge.allowed} />
      </div>
      <WhyNot may={may.charge} />
    </div>
  );
}

function TillForm() {
  const { t, language } = useWords();
  const { may } = useBoardAbilities();
  const { choices } = useCardChoices();
  const token = useShownCard(({ tillToken }) => tillToken);
  const phase = useTill((state) => state.phase);
  const [written, setWritten] = useState<string | null>(null);
  const [checked, setChecked] = useState(false);
  const text = written ?? FIRST_AMOUNT[language];
  const { minor, mistake } = amountInput(text, language);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (minor === null || phase === 'waiting' || !may.charge.allowed) return;
    showCard(token);
    charge(token, { value: minor, currency: 'EUR' });
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-1 flex-col gap-4">
      <div className="grid gap-4 @lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <Select
          label={t('street.till.card')}
          value={token}
          choices={choices}
          disabled={phase === 'waiting'}
          onChoose={(next) => {
            chooseTillCard(next);
            newCharge();
          }}
        />
        <TextField
          label={t('street.till.amount')}
          hint={t('street.till.hint')}
          error={checked && mistake ? t(`street.till.mistakes.${mistake}`) : null}
          value={text}
          inputMode="decimal"
          autoComplete="off"
          disabled={phase === 'waiting'}
          className="figures text-right"
          onBlur={() => setChecked(true)}
          onChange={({ target }) => {
            setWritten(target.value);
            newCharge();
          }}
        />
      </div>
      <TillPlace />
    </form>
  );
}

/** The shop: its till waits for the decision. */
export function TillCard() {
  const { t } = useWords();
  const { cards } = useBoardAbilities();
  return (
    <Card
      title={t('street.till.title')}
      aside={<span className="text-xs text-ink-soft">{t('street.till.waits')}</span>}
    >
      {cards.length > 0 ? <TillForm /> : <NoCards />}
    </Card>
  );
}
