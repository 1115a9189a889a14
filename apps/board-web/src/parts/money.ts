export interface Money {
  /** Whole minor units: "1990" is 19.90. */
  readonly value: string;
  readonly currency: string;
}

const formats = new Map<string, Intl.NumberFormat>();

const formatOf = (currency: string, language: string): Intl.NumberFormat => {
  const key = `${language} ${currency}`;
  const format =
    formats.get(key) ??
    new Intl.NumberFormat(language, { style: 'currency', currency, useGrouping: 'always' });
  formats.set(key, format);
  return format;
};

/** Exact for the largest balance too: the format takes decimal text. */
export const moneyText = ({ value, currency }: Money, language: string): string => {
  const format = formatOf(currency, language);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const sign = value.startsWith('-') ? '-' : '';
  const minor = value.replace('-', '').padStart(digits + 1, '0');
  const cut = minor.length - digits;
  return format.format(`${sign}${minor.slice(0, cut)}.${minor.slice(cut) || '0'}` as `${number}`);
};
