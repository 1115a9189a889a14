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
import { behindOf, isKeyHidden } from './behind.js';
import { type Chosen, useDeadLetter, useSameKey } from './use-dead-letters.js';

/** Of a long queue the first are enough to see what waits. */
const MOST_LISTED = 50;

interface Props {
  readonly chosen: Chosen;
  readonly version: string;
  /** So many wait behind it, as the feed says. Null: the feed does not say it. */
  readonly waiting: number | null;
  readonly onDone: (told: Extract<Progress, { at: 'done' }>) => void;
}

export function OneLetter({ chosen, version, waiting, onDone }: Props) {
  const { t } = useWords();
  const { data: letter, error, refetch } = useDeadLetter(chosen, version);
  const sameKey = useSameKey(chosen.service, letter, version);
  if (error instanceof Problem && error.status === 404)
    return <EmptyState>{t('deadLetters.gone')}</EmptyState>;
  if (error) return <ProblemText error={error} onAgain={() => void refetch()} />;
  if (!letter) return <SkeletonLines lines={6} />;
  const behind = behindOf(letter, sameKey.data);
  const count = isKeyHidden(letter) ? waiting : (behind?.length ?? null);
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <Why letter={letter} />
      <Operate service={chosen.service} letter={letter} behind={count} onDone={onDone} />
      <Card title={t('deadLetters.one.behind')}>
        <Behind letters={behind} count={count} />
        {sameKey.error && <ProblemText error={sameKey.error} onAgain={() => void sameKey.refetch()} />}
        {count === null && sameKey.isFetching && <SkeletonLines lines={2} />}
        {count === null && !sameKey.isFetching && !sameKey.error && (
          <p className="text-ink-soft">{t('deadLetters.one.unknown')}</p>
        )}
      </Card>
      <Card title={t('deadLetters.one.content')}>
        <Contents record={letter} />
      </Card>
    </div>
  );
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
          {t('deadLetters.one.key')}{' '}
          {isKeyHidden(letter) ? (
            t('deadLetters.one.keyHidden')
          ) : (
            <code className="font-mono text-ink">{key ?? '∅'}</code>
          )}
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

interface BehindProps {
  /** Null: not known, or not to be shown. */
  readonly letters: readonly DeadLetterView[] | null;
  readonly count: number | null;
}

function Behind({ letters, count }: BehindProps) {
  const { t } = useWords();
  if (count === null) return null;
  if (count === 0) return <p className="text-ink-soft">{t('deadLetters.one.nobody')}</p>;
  const listed = letters?.slice(0, MOST_LISTED) ?? [];
  const others = count - listed.length;
  return (
    <>
      {listed.length > 0 && <Listed letters={listed} />}
      {others > 0 && (
        <p className="text-xs text-ink-soft">
          {t(listed.length > 0 ? 'deadLetters.one.others' : 'deadLetters.waiting', { count: others })}
        </p>
      )}
    </>
  );
}

function Listed({ letters }: { readonly letters: readonly DeadLetterView[] }) {
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
