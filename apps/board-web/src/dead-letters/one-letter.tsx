import type { DeadLetterView, WholeDeadLetterView } from '@peaje/contracts';
import { Link } from 'wouter';
import { Problem } from '../http/request.js';
import { Contents } from '../journey/record-fold.js';
import { Card } from '../parts/card.js';
import { ClockTime } from '../parts/clock-time.js';
import { EmptyState } from '../parts/empty-state.js';
import { ProblemText } from '../parts/problem-text.js';
import { RecordLink } from '../parts/record-link.js';
import { SkeletonLines } from '../parts/skeleton.js';
import { StatusBadge } from '../parts/status-badge.js';
import { useWords } from '../words/use-words.js';
import type { Progress } from './operation.js';
import { Operate } from './operate.js';
import { type Chosen, useDeadLetter, useSameKey } from './use-dead-letters.js';

interface Props {
  readonly chosen: Chosen;
  readonly version: string;
  readonly onDone: (told: Extract<Progress, { at: 'done' }>) => void;
}

export function OneLetter({ chosen, version, onDone }: Props) {
  const { t } = useWords();
  const { data: letter, error, refetch } = useDeadLetter(chosen, version);
  const { data: sameKey } = useSameKey(chosen.service, letter, version);
  if (error instanceof Problem && error.status === 404)
    return <EmptyState>{t('deadLetters.gone')}</EmptyState>;
  if (error) return <ProblemText error={error} onAgain={() => void refetch()} />;
  if (!letter) return <SkeletonLines lines={6} />;
  const behind = behindOf(letter, sameKey?.items ?? []);
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <Why letter={letter} />
      <Operate service={chosen.service} letter={letter} behind={behind.length} onDone={onDone} />
      <Card title={t('deadLetters.one.behind')}>
        {behind.length === 0 ? (
          <p className="text-ink-soft">{t('deadLetters.one.nobody')}</p>
        ) : (
          <Behind letters={behind} />
        )}
      </Card>
      <Card title={t('deadLetters.one.content')}>
        <Contents record={letter} />
      </Card>
    </div>
  );
}

/** The later records of its key: they wait until this one is gone. */
function behindOf(letter: WholeDeadLetterView, items: readonly DeadLetterView[]): DeadLetterView[] {
  const place = items.findIndex(({ id }) => id === letter.id);
  return place < 0 ? [] : items.slice(place + 1);
}

function Why({ letter }: { readonly letter: WholeDeadLetterView }) {
  const { t } = useWords();
  const { topic, partition, offset, key, code, reason, attempts, since, line, headers } = letter;
  const chargeId = headers['ce_subject'];
  return (
    <Card title={t('deadLetters.one.why')} aside={<StatusBadge status="dead" word={code} />}>
      <p className="text-base [overflow-wrap:anywhere]" lang="en">
        {reason}
      </p>
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-ink-soft">
        <RecordLink topic={topic} partition={partition} offset={offset} />
        <span>
          {t('deadLetters.one.key')} <code className="font-mono text-ink">{key ?? '∅'}</code>
        </span>
        <span>{t('deadLetters.attempts', { count: attempts })}</span>
        <span>
          {t('deadLetters.one.since')} <ClockTime at={since} />
        </span>
      </p>
      <p className="text-ink-soft">{t(`deadLetters.one.line.${line}`)}</p>
      {chargeId && /^[0-9a-f-]{36}$/.test(chargeId) && (
        <Link to={`/charges/${chargeId}`} className="link self-start">
          {t('deadLetters.one.charge')}
        </Link>
      )}
    </Card>
  );
}

function Behind({ letters }: { readonly letters: readonly DeadLetterView[] }) {
  return (
    <ol className="flex flex-col gap-2">
      {letters.map(({ id, topic, partition, offset, type, since }) => (
        <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-soft">
          <RecordLink topic={topic} partition={partition} offset={offset} />
          <span>{type}</span>
          <ClockTime at={since} />
        </li>
      ))}
    </ol>
  );
}
