/** Date and time in the visitor's language. Anything else stays as it is. */
export const wholeTime = (at: string, language: string): string => {
  const date = new Date(at);
  return Number.isNaN(date.getTime())
    ? at
    : date.toLocaleString(language, { dateStyle: 'full', timeStyle: 'medium' });
};

/** `12:04:31` of the visitor's own clock, with milliseconds when asked. Anything else stays as it is. */
export const clockText = (at: string | number, withMs = false): string => {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return String(at);
  const two = (number: number) => String(number).padStart(2, '0');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return withMs ? `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}` : clock;
};
