import { Link } from 'wouter';
import type { LogLine } from '../feed/store.js';
import { classNames } from '../parts/class-names.js';
import { ClockTime } from '../parts/clock-time.js';
import { useWords } from '../words/use-words.js';

const TONES = {
  plain: ['·', 'text-ink-soft'],
  good: ['✓', 'text-approved'],
  bad: ['✕', 'text-declined'],
  warn: ['▲', 'text-accent'],
} as const;

function Line({ line }: { readonly line: LogLine }) {
  const { say } = useWords();
  const [shape, look] = TONES[line.tone];
  return (
    <li>
      <Link to={line.to} className="flex gap-3 rounded-sm px-1 py-0.5 text-xs hover:bg-raised">
        <span className="text-ink-soft">
          <ClockTime at={line.at} />
        </span>
        <span aria-hidden className={classNames('w-3 shrink-0 text-center', look)}>
          {shape}
        </span>
        <span className="min-w-0">{say(line.words.key, line.words.values)}</span>
      </Link>
    </li>
  );
}

/** Newest first: what just happened is where the eye is. */
export function LogLines({ lines }: { readonly lines: readonly LogLine[] }) {
  return (
    <ol className="flex flex-col">
      {lines.toReversed().map((line) => (
        <Line key={line.id} line={line} />
      ))}
    </ol>
  );
}
