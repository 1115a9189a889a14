import { useWords } from '../words/use-words.js';
import { clockText } from './clock.js';

interface Props {
  readonly at: string;
  readonly ms?: boolean;
}

/** The time of day; the whole date on hover. */
export function ClockTime({ at, ms = false }: Props) {
  const { language } = useWords();
  const date = new Date(at);
  const whole = Number.isNaN(date.getTime())
    ? at
    : date.toLocaleString(language, { dateStyle: 'full', timeStyle: 'medium' });
  return (
    <time dateTime={at} title={whole} className="figures whitespace-nowrap">
      {clockText(at, ms)}
    </time>
  );
}
