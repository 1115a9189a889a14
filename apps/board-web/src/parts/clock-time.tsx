import { useWords } from '../words/use-words.js';
import { clockText, wholeTime } from './clock.js';

interface Props {
  readonly at: string;
  readonly ms?: boolean;
}

/** The time of day; the whole date on hover. */
export function ClockTime({ at, ms = false }: Props) {
  const { language } = useWords();
  return (
    <time dateTime={at} title={wholeTime(at, language)} className="figures whitespace-nowrap">
      {clockText(at, ms)}
    </time>
  );
}
