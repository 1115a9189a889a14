import { useWords } from '../words/use-words.js';
import { moneyText, type Money } from './money.js';

export function Amount({ value, currency }: Money) {
  const { language } = useWords();
  return <span className="figures whitespace-nowrap">{moneyText({ value, currency }, language)}</span>;
}
