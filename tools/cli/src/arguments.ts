import { isUuid } from '@peaje/kernel';
import { CliError, EXIT } from './cli-error.js';
import { type Part, text } from './render/printable.js';

/** What a number may be. `example` is a value that is right, for the error. */
interface NumberRule<Default extends number | undefined> {
  readonly min?: number;
  readonly max?: number;
  readonly example: number;
  readonly default?: Default;
}

/** For yargs, which parses no option that is absent. */
type NumberOption<Default extends number | undefined> = {
  /** A string, because yargs makes NaN of what is no number, and the error could not repeat it. */
  readonly type: 'string';
  readonly coerce: (given: Given) => number;
} & (Default extends number ? { readonly default: Default } : unknown);

/** An option that is given twice is a list. */
type Given = string | number | readonly string[];

const WHOLE = /^-?\d{1,15}$/;
const DECIMAL = /^-?\d{1,15}(\.\d{1,9})?$/;
const AGO = /^(\d{1,6})([smhd])$/;
const SECONDS_OF = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;
const A_CHARGE = '01a204ef-4271-7bb5-9de3-dfcc51258005';

/** `--max 20`: an option or argument that is a whole number. `name` is as a person types it. */
export const wholeNumber = <Default extends number | undefined = undefined>(
  name: string,
  rule: NumberRule<Default>,
): NumberOption<Default> => numberOption(name, 'a whole number', WHOLE, rule);

/** `--timeout 2.5`: the same, and decimals are allowed. */
export const decimalNumber = <Default extends number | undefined = undefined>(
  name: string,
  rule: NumberRule<Default>,
): NumberOption<Default> => numberOption(name, 'a number', DECIMAL, rule);

/** @throws CliError (usage) for a text that is no id, which no service need be asked about */
export function chargeIdOf(given: string): string {
  if (isUuid(given)) return given;
  throw wrong(
    text`${given} is no charge id: an id is a UUID, for example ${A_CHARGE}. peaje charge prints it.`,
  );
}

/** `2026-11-26T08:00:00Z`, or `30s`, `5m`, `24h`, `7d` ago. @throws CliError (usage) */
export function timeOf(name: string, given: string, now = Date.now()): Date {
  const [, amount, unit] = AGO.exec(given) ?? [];
  const seconds = amount ? Number(amount) * SECONDS_OF[unit as keyof typeof SECONDS_OF] : 0;
  // A date without a time zone would be another instant on another machine.
  const isInstant = /^\d{4}-\d\d-\d\d(T.*(Z|[+-]\d\d:\d\d))?$/.test(given);
  const time = amount ? new Date(now - seconds * 1_000) : new Date(isInstant ? given : Number.NaN);
  if (!Number.isNaN(time.getTime())) return time;
  throw wrong(
    text`${name} ${given}: must be a time, for example 2026-11-26T08:00:00Z, or a time ago: 30s, 5m, 24h, 7d.`,
  );
}

/** For an option that may be absent. */
export const optional =
  <T>(parse: (given: string) => T) =>
  (given: string | undefined): T | undefined =>
    given === undefined ? undefined : parse(given);

/** @throws CliError (usage) when the topic does not have this partition */
export function assertPartition(topic: string, partition: number, partitions: number): void {
  if (partition < partitions) return;
  throw wrong(
    text`--partition ${partition}: ${topic} has the partitions 0 to ${partitions - 1}, for example --partition 0.`,
  );
}

function numberOption<Default extends number | undefined>(
  name: string,
  kind: string,
  form: RegExp,
  rule: NumberRule<Default>,
): NumberOption<Default> {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, example } = rule;
  const coerce = (given: Given): number => {
    if (Array.isArray(given)) throw wrong(text`${name} is given ${given.length} times: give it once.`);
    const number = form.test(String(given)) ? Number(given) : Number.NaN;
    if (number >= min && number <= max) return number;
    throw wrong(
      text`${name} ${String(given)}: must be ${kind}${rangeOf(min, max)}, for example ${exampleOf(name, example)}.`,
    );
  };
  const withDefault = rule.default === undefined ? {} : { default: rule.default };
  return { type: 'string', ...withDefault, coerce } as NumberOption<Default>;
}

function rangeOf(min: number, max: number): string {
  if (Number.isFinite(min) && Number.isFinite(max)) return ` from ${min} to ${max}`;
  if (Number.isFinite(min)) return ` of ${min} or more`;
  return Number.isFinite(max) ? ` of ${max} or less` : '';
}

const exampleOf = (name: string, example: number): string =>
  name.startsWith('-') ? `${name} ${example}` : String(example);

const wrong = (message: Part): CliError => new CliError(EXIT.usage, message);
