import type { WholeDeadLetterView } from '@peaje/contracts';
import { ArchiveX, CornerUpLeft, RotateCcw } from 'lucide-react';
import { useId, useState } from 'react';
import { useBoardAbilities } from '../http/board-abilities.js';
import { Button } from '../parts/button.js';
import { Card } from '../parts/card.js';
import { classNames } from '../parts/class-names.js';
import { TextField } from '../parts/field.js';
import { ProblemText } from '../parts/problem-text.js';
import { WhyNot } from '../parts/why-not.js';
import { useWords } from '../words/use-words.js';
import {
  discardOf,
  discardTold,
  isRedrivenAlone,
  type Operation,
  type Progress,
  redriveOf,
  redriveTold,
  wouldRedrive,
} from './operation.js';
import { discard, redrive } from './use-dead-letters.js';

interface Props {
  readonly service: string;
  readonly letter: WholeDeadLetterView;
  /** Null: not known yet, so nobody can say what a discard would do. */
  readonly behind: number | null;
  readonly onDone: (told: Extract<Progress, { at: 'done' }>) => void;
}

const BEGIN: Progress = { at: 'reason' };

/** Redrive and discard: a reason, what would happen, and only then the deed. */
export function Operate({ service, letter, behind, onDone }: Props) {
  const { t } = useWords();
  const { may } = useBoardAbilities();
  const [progress, setProgress] = useState<Progress>(BEGIN);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const attempt = async (deed: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await deed();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const preview = (operation: Operation, reason: string): Promise<void> =>
    attempt(async () => {
      const count =
        operation === 'redrive'
          ? wouldRedrive(await redrive(service, redriveOf(letter, reason, true)))
          : behind!;
      setProgress({ at: 'preview', operation, reason, count });
    });
  const confirm = ({ operation, reason, count }: Extract<Progress, { at: 'preview' }>): Promise<void> =>
    attempt(async () => {
      if (operation === 'redrive')
        onDone(redriveTold(await redrive(service, redriveOf(letter, reason, false))));
      else onDone(discardTold((await discard(service, discardOf(letter, reason))).id, count));
      setProgress(BEGIN);
    });
  return (
    <Card title={t('deadLetters.act.title')}>
      <WhyNot may={may.operate} />
      {progress.at === 'preview' ? (
        <Preview
          {...{ progress, letter, isBusy }}
          onConfirm={() => void confirm(progress)}
          onBack={() => {
            setProgress(BEGIN);
            setError(null);
          }}
        />
      ) : (
        <Ask
          isDisabled={isBusy || !may.operate.allowed}
          isBehindKnown={behind !== null}
          onPreview={(...asked) => void preview(...asked)}
        />
      )}
      {error !== null && <ProblemText error={error} />}
    </Card>
  );
}

interface AskProps {
  readonly isDisabled: boolean;
  readonly isBehindKnown: boolean;
  readonly onPreview: (operation: Operation, reason: string) => void;
}

function Ask({ isDisabled, isBehindKnown, onPreview }: AskProps) {
  const { t } = useWords();
  const [operation, setOperation] = useState<Operation>('redrive');
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const lacksBehind = operation === 'discard' && !isBehindKnown;
  const send = (): void => {
    setMissing(reason.trim() === '');
    if (reason.trim() !== '' && !lacksBehind) onPreview(operation, reason.trim());
  };
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <fieldset disabled={isDisabled} className="grid gap-2 sm:grid-cols-2">
        <legend className="sr-only">{t('deadLetters.act.title')}</legend>
        {(['redrive', 'discard'] as const).map((one) => (
          <Choice key={one} operation={one} isChosen={operation === one} onChoose={() => setOperation(one)} />
        ))}
      </fieldset>
      <TextField
        label={t('deadLetters.act.reason')}
        hint={t('deadLetters.act.reasonHint')}
        error={isMissing ? t('deadLetters.act.reasonMissing') : null}
        value={reason}
        maxLength={500}
        disabled={isDisabled}
        onChange={({ target }) => setReason(target.value)}
      />
      {lacksBehind && <p className="text-xs text-ink-soft">{t('deadLetters.act.behindUnknown')}</p>}
      <Button type="submit" look="primary" disabled={isDisabled || lacksBehind} className="self-start">
        {t('deadLetters.act.tryFirst')}
      </Button>
    </form>
  );
}

const ICONS = { redrive: RotateCcw, discard: ArchiveX } as const;

interface ChoiceProps {
  readonly operation: Operation;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Choice({ operation, isChosen, onChoose }: ChoiceProps) {
  const { t } = useWords();
  const id = useId();
  const Icon = ICONS[operation];
  return (
    <label
      className={classNames(
        'relative flex flex-col gap-1 rounded-md border p-3 has-focus-visible:outline-2 has-focus-visible:outline-accent',
        isChosen ? 'border-accent bg-accent-soft' : 'border-line-strong',
      )}
    >
      <span className="flex items-center gap-2 font-medium">
        <input
          type="radio"
          name="operation"
          aria-label={t(`deadLetters.act.${operation}`)}
          aria-describedby={id}
          className="size-4 accent-accent outline-none"
          checked={isChosen}
          onChange={onChoose}
        />
        <Icon size={16} aria-hidden />
        {t(`deadLetters.act.${operation}`)}
      </span>
      <span id={id} className="text-xs text-ink-soft">
        {t(operation === 'redrive' ? 'deadLetters.act.redriveWhat' : 'deadLetters.act.discardWhat')}
      </span>
    </label>
  );
}

interface PreviewProps {
  readonly progress: Extract<Progress, { at: 'preview' }>;
  readonly letter: WholeDeadLetterView;
  readonly isBusy: boolean;
  readonly onConfirm: () => void;
  readonly onBack: () => void;
}

function Preview({
  progress: { operation, reason, count },
  letter,
  isBusy,
  onConfirm,
  onBack,
}: PreviewProps) {
  const { t, say } = useWords();
  return (
    <div className="flex animate-appear flex-col gap-3">
      <p role="status" className="border-l-2 border-l-accent pl-3">
        {operation === 'redrive'
          ? say(
              isRedrivenAlone(letter)
                ? 'deadLetters.act.would.redriveAlone'
                : 'deadLetters.act.would.redrive',
              {
                ...{ count, id: letter.id, key: String(letter.key) },
              },
            )
          : `${t('deadLetters.act.would.discard', { id: letter.id })} ${say('deadLetters.act.would.left', { count })}`}
      </p>
      <p className="text-xs text-ink-soft">
        {t('deadLetters.act.reason')}: {reason}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button look="primary" disabled={isBusy} onClick={onConfirm}>
          {t(`deadLetters.act.confirm.${operation}`)}
        </Button>
        <Button icon={<CornerUpLeft size={16} aria-hidden />} disabled={isBusy} onClick={onBack}>
          {t('deadLetters.act.back')}
        </Button>
      </div>
    </div>
  );
}
