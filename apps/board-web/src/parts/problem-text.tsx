import { TriangleAlert } from 'lucide-react';
import { Problem } from '../http/request.js';
import { useWords } from '../words/use-words.js';
import { Button } from './button.js';

interface Props {
  readonly error: unknown;
  readonly onAgain?: () => void;
}

/** A refusal in its own words: problems are in English, whatever the page speaks. */
export function ProblemText({ error, onAgain }: Props) {
  const { t } = useWords();
  const problem = error instanceof Problem && error.code !== 'no-answer' ? error : null;
  return (
    <div
      role="alert"
      className="flex animate-appear flex-col items-start gap-2 border-l-2 border-l-declined pl-3"
    >
      <p className="flex items-center gap-2 font-medium text-declined">
        <TriangleAlert size={16} aria-hidden className="shrink-0" />
        <span lang={problem ? 'en' : undefined}>{problem?.title ?? t('parts.unknownProblem')}</span>
      </p>
      <p lang={problem ? 'en' : undefined} className="max-w-prose">
        {problem?.detail ?? t('parts.unknownProblemText')}
      </p>
      {problem?.field && (
        <p className="text-xs text-ink-soft">
          {t('parts.field')}: <code className="font-mono">{problem.field}</code>
        </p>
      )}
      {onAgain && (
        <Button small onClick={onAgain}>
          {t('parts.tryAgain')}
        </Button>
      )}
    </div>
  );
}
