const SHOWN_AT_EACH_END = 3;

/** Shows enough to recognise a number and too little to call it: `+34******123`. */
export function masked(number: string): string {
  const hidden = Math.max(0, number.length - 2 * SHOWN_AT_EACH_END);
  const end = hidden > 0 ? number.slice(-SHOWN_AT_EACH_END) : '';
  return `${number.slice(0, SHOWN_AT_EACH_END)}${'*'.repeat(hidden)}${end}`;
}
