import fc, { type Arbitrary } from 'fast-check';
import { resolved, type Schema } from './document.js';

/** Existing values by the name of their field, such as `token` and `accountId`. */
export type Known = Readonly<Record<string, readonly string[]>>;

/** Texts that break programs: extreme sizes, and characters with a meaning in some language. */
export const oddText: Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    'x\udfff',
    '\u202egnirts',
    'I\u0307',
    '😀'.repeat(40),
    '٣٩٠',
    '４２',
    "'; DROP TABLE charge; --",
    '4242424242424242',
    '4242 4242-4242 4242',
    '../../etc/passwd',
    '%00',
    '%zz',
    '${jndi:ldap://x}',
    '<script>alert(1)</script>',
    '__proto__',
    'constructor',
    'null',
    'undefined',
    'NaN',
    '-1',
    '0',
    '00',
    '1e3',
    '99999999999999999999',
    '2026-02-30T00:00:00Z',
    '+275760-09-13T00:00:00.001Z',
    'AA',
    'x'.repeat(5_000),
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 300 }),
);

export const oddValue: Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: oddText },
  {
    weight: 2,
    arbitrary: fc.constantFrom(null, true, false, 0, -0, -1, 0.1, 2 ** 53, 1e308, -1e308, [], {}, [[]]),
  },
  {
    weight: 1,
    arbitrary: fc.integer().chain((n) => fc.constantFrom<unknown>(n, [n], { value: n }, String(n))),
  },
  { weight: 1, arbitrary: fc.json({ maxDepth: 2 }).map((text) => JSON.parse(text) as unknown) },
  { weight: 1, arbitrary: fc.constant(JSON.parse('['.repeat(60) + ']'.repeat(60)) as unknown) },
);

/** Values that a schema allows; mostly existing values, where there are some for this name. */
export function valueOf(schema: Schema, known: Known, name = ''): Arbitrary<unknown> {
  const fitting = fittingValue(resolved(schema), known);
  const ours = known[name];
  if (!ours || ours.length === 0) return fitting;
  return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...ours) }, { weight: 1, arbitrary: fitting });
}

function fittingValue(schema: Schema, known: Known): Arbitrary<unknown> {
  const options = (schema['anyOf'] ?? schema['oneOf']) as readonly Schema[] | undefined;
  if (options) return fc.oneof(...options.map((option) => valueOf(option, known)));
  if ('const' in schema) return fc.constant(schema['const']);
  if (schema['enum']) return fc.constantFrom(...(schema['enum'] as readonly unknown[]));
  switch (schema['type']) {
    case 'object':
      return objectOf(schema, known);
    case 'array':
      return fc.array(valueOf(schema['items'] as Schema, known), { maxLength: 3 });
    case 'integer':
      return fc.integer({ min: limit(schema['minimum'], 0), max: limit(schema['maximum'], 1_000_000) });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return textOf(schema);
  }
}

const limit = (value: unknown, otherwise: number): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && Math.abs(value) < 2 ** 31 ? value : otherwise;

function objectOf(schema: Schema, known: Known): Arbitrary<unknown> {
  const properties = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, Schema>>);
  const required = (schema['required'] ?? []) as string[];
  const model = Object.fromEntries(properties.map(([name, inner]) => [name, valueOf(inner, known, name)]));
  return fc.record(model, { requiredKeys: required, noNullPrototype: true });
}

const DAY_MS = 86_400_000;

/** Matches patterns of our own; for dates and UUIDs the usual forms are enough. */
function textOf({ pattern, allOf, format, minLength, maxLength }: Schema): Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'date-time') {
    // Times that a passage may have: pos refuses others, whatever else the request says.
    const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    const from = { min: new Date(today - 390 * DAY_MS), max: new Date(today) };
    return fc.date({ ...from, noInvalidDate: true }).map((date) => date.toISOString());
  }
  const patterns = [pattern, ...((allOf ?? []) as readonly Schema[]).map((part) => part['pattern'])];
  const own = patterns.find((one): one is string => typeof one === 'string');
  const longest = limit(maxLength, 140);
  if (own !== undefined) return fc.stringMatching(new RegExp(own), { maxLength: longest });
  return fc.string({ unit: 'grapheme', minLength: limit(minLength, 0), maxLength: longest });
}
