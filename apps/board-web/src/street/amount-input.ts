import type { Language } from '../words/language.js';

type AmountMistake = 'empty' | 'not-an-amount' | 'decimals' | 'zero' | 'too-much';

export type AmountInput =
  | { readonly minor: string; readonly mistake: null }
  | { readonly minor: null; readonly mistake: AmountMistake };

const MARKS = { es: { thousands: '.', decimal: ',' }, en: { thousands: ',', decimal: '.' } } as const;
const MOST_DIGITS = 11;

const mistaken = (mistake: AmountMistake): AmountInput => ({ minor: null, mistake });

/** Before and behind the decimal mark. Null: no amount. */
function split(text: string, language: Language): readonly [string, string] | null {
  const { thousands, decimal } = MARKS[language];
  // One mark with one or two digits behind it means decimals to anybody, whichever mark it is.
  const plain = /^(\d+)(?:[.,](\d{1,2}))?$/.exec(text);
  if (plain) return [plain[1]!, plain[2] ?? ''];
  const [whole = '', cents = '', ...more] = text.split(decimal);
  if (more.length > 0 || !/^\d*$/.test(cents)) return null;
  const groups = whole.split(thousands);
  const grouped = /^\d{1,3}$/.test(groups[0]!) && groups.slice(1).every((group) => /^\d{3}$/.test(group));
  return grouped || /^\d+$/.test(whole) ? [groups.join(''), cents] : null;
}

/** An amount as people write it in the language: `19,90 €`, `1.990`, `€19.90`, `1,990`. In minor units. */
export function amountInput(written: string, language: Language): AmountInput {
  const text = written.replaceAll(/[\s€]|eur/gi, '');
  if (text === '') return mistaken('empty');
  const parts = split(text, language);
  if (!parts) {
    const { decimal } = MARKS[language];
    const foreign = /^\d+[.,]\d{3,}$/.test(text) && text.includes(decimal);
    return mistaken(foreign ? 'decimals' : 'not-an-amount');
  }
  const [whole, cents] = parts;
  if (cents.length > 2) return mistaken('decimals');
  const minor = `${whole}${cents.padEnd(2, '0')}`.replace(/^0+/, '');
  if (minor === '') return mistaken('zero');
  return minor.length > MOST_DIGITS ? mistaken('too-much') : { minor, mistake: null };
}
