import { Columns2, X } from 'lucide-react';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { useFeed } from '../feed/store.js';
import { Button } from '../parts/button.js';
import { Card } from '../parts/card.js';
import { clockText } from '../parts/clock.js';
import { EmptyState } from '../parts/empty-state.js';
import { moneyText } from '../parts/money.js';
import { Select } from '../parts/select.js';
import { useWords } from '../words/use-words.js';
import { candidates } from './beside.js';
import { callerOf, statusWord } from './step-words.js';
import { isAnsweredAtOnce, waitOf } from './stops.js';
import type { FollowedJourney } from './use-journey.js';

const NONE = 'none';

/** Choose a charge of the other kind to stand beside this one. */
export function ChooseBeside({
  kind,
  onChoose,
}: {
  readonly kind: 'shop' | 'toll';
  readonly onChoose: (id: string) => void;
}) {
  const words = useWords();
  const { t, language } = words;
  const records = useFeed((state) => state.records);
  const choices = useMemo(() => candidates(records, kind), [records, kind]);
  return (
    <Card
      title={t('journey.beside.title')}
      aside={<Columns2 size={16} aria-hidden className="text-ink-soft" />}
    >
      <p className="max-w-prose text-ink-soft">{t('journey.beside.why')}</p>
      {choices.length === 0 ? (
        <EmptyState
          action={
            <Link to="/" className="link">
              {t('journey.beside.toStreet')}
            </Link>
          }
        >
          {t(`journey.beside.none.${kind}`)}
        </EmptyState>
      ) : (
        <div className="max-w-sm">
          <Select
            label={t('journey.beside.with')}
            value={NONE}
            onChoose={(id) => id !== NONE && onChoose(id)}
            choices={[
              { value: NONE, label: t('journey.beside.choose') },
              ...choices.map(({ charge, at }) => ({
                value: charge.id,
                label: `${moneyText(charge.amount, language)} · ${statusWord(words, charge.status)}`,
                note: clockText(at),
              })),
            ]}
          />
        </div>
      )}
    </Card>
  );
}

interface Props {
  readonly both: readonly [FollowedJourney, FollowedJourney];
  readonly onStop: () => void;
}

/** Sync and async in figures. */
export function Comparison({ both, onStop }: Props) {
  const { t } = useWords();
  const columns = both.map(({ view, stops }) => ({ view, wait: waitOf(view, stops) }));
  const ms = (value: number | null, isLeast = false): string =>
    value === null
      ? t('journey.beside.unknown')
      : t(isLeast ? 'journey.beside.least' : 'journey.ms', { ms: value });
  const rows = [
    [t('journey.beside.waited'), columns.map(({ wait }) => ms(wait.ms, wait.isLeast))],
    [t('journey.beside.steps'), columns.map(({ wait }) => String(wait.steps))],
    [t('journey.beside.after'), columns.map(({ wait }) => String(wait.stepsAfter))],
    [t('journey.beside.whole'), columns.map(({ wait }) => ms(wait.wholeMs))],
  ] as const;
  return (
    <Card
      title={t('journey.beside.caption')}
      aside={
        <Button look="quiet" small icon={<X size={16} aria-hidden />} onClick={onStop}>
          {t('journey.beside.stop')}
        </Button>
      }
    >
      <table className="w-full max-w-3xl table-fixed text-left">
        <caption className="sr-only">{t('journey.beside.caption')}</caption>
        <thead>
          <tr className="border-b align-bottom text-xs">
            <td />
            {columns.map(({ view }) => (
              <th key={view.chargeId} scope="col" className="py-1 pr-3 font-semibold">
                {t(`journey.kind.${callerOf(view)}`)}
                <span className="block font-normal text-ink-soft">
                  {t(isAnsweredAtOnce(view) ? 'journey.beside.async' : 'journey.beside.sync')}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, values], n) => (
            <tr key={name} className="border-b last:border-0">
              <th scope="row" className="py-1.5 pr-3 text-xs font-normal text-ink-soft">
                {name}
              </th>
              {values.map((value, column) => (
                <td key={column} className={n === 0 ? 'figures text-lg font-semibold' : 'figures'}>
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
