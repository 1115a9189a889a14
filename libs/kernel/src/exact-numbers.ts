/** The parts of a proposal that Node has and TypeScript does not know yet. */
interface ExactJson {
  parse(
    text: string,
    revive: (name: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(source: string): object;
}

const exactJson = JSON as unknown as ExactJson;

/** A 64-bit number for JSON: a number as long as that is exact, else its digits. */
export const exactInt = (value: bigint): number | string =>
  value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value.toString();

/**
 * Like `JSON.parse`, but a number that JavaScript would round stays as it is written: `JSON.stringify` writes the same
 * digits again.
 */
export const parseExactly = (text: string): unknown => reviveExactly(text, (value) => value);

/** The same, and each text and number goes through `revive`, with a number as it is written. */
export const reviveExactly = (text: string, revive: (value: unknown, written: string) => unknown): unknown =>
  exactJson.parse(text, (_name, value, { source = '' }) => {
    if (typeof value === 'string') return revive(value, value);
    return typeof value === 'number' ? revive(exactNumber(value, source), source) : value;
  });

const exactNumber = (value: number, source: string): unknown =>
  decimal(source) === decimal(String(value)) ? value : exactJson.rawJSON(source);

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i;

/** One spelling for each decimal number: `1.50e3` and `1500` are both `15e2`. */
function decimal(written: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER.exec(written) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  const shift = Number(exponent) - fraction.length + digits.length - significant.length;
  return significant === '' ? '0' : `${sign}${significant}e${shift}`;
}
