type Schema = Readonly<Record<string, unknown>>;

/** Keywords for people: programs do not read them. */
const PROSE = new Set(['title', 'description', 'examples', '$id', '$schema', '$comment']);

/**
 * The reasons why a reader of `before` cannot read messages of `after`, or a reader of `after` those of `before`. None:
 * each reads both. The only compatible change is a new optional field.
 */
export function breaks(before: Schema, after: Schema, at = 'data'): string[] {
  const keywords = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keywords]
    .filter((keyword) => !PROSE.has(keyword))
    .flatMap((keyword) => keywordBreaks(keyword, before, after, at));
}

function keywordBreaks(keyword: string, before: Schema, after: Schema, at: string): string[] {
  const [was, is] = [before[keyword], after[keyword]];
  if (JSON.stringify(was) === JSON.stringify(is)) return [];
  switch (keyword) {
    case 'properties':
      return fieldBreaks((was ?? {}) as Record<string, Schema>, (is ?? {}) as Record<string, Schema>, at);
    case 'required':
      return requiredBreaks(before, after, at);
    case 'enum':
      return enumBreaks((was ?? []) as unknown[], (is ?? []) as unknown[], at);
    case 'items':
      return was && is ? breaks(was as Schema, is as Schema, `${at}[]`) : [changed(keyword, was, is, at)];
    case 'anyOf':
      return optionBreaks((was ?? []) as Schema[], (is ?? []) as Schema[], at);
    default:
      return [changed(keyword, was, is, at)];
  }
}

const changed = (keyword: string, was: unknown, is: unknown, at: string): string =>
  `${at}: ${keyword} was ${JSON.stringify(was)}, is ${JSON.stringify(is)}`;

const fieldBreaks = (was: Record<string, Schema>, is: Record<string, Schema>, at: string): string[] =>
  Object.entries(was).flatMap(([name, schema]) => {
    const now = is[name];
    return now ? breaks(schema, now, `${at}.${name}`) : [`${at}.${name} is gone: older readers need it`];
  });

function requiredBreaks(before: Schema, after: Schema, at: string): string[] {
  const names = (schema: Schema) => new Set((schema['required'] ?? []) as string[]);
  const [was, is] = [names(before), names(after)];
  const known = (after['properties'] ?? {}) as object;
  return [
    ...[...is]
      .filter((name) => !was.has(name))
      .map((name) => `${at}.${name} is required: older messages lack it`),
    ...[...was]
      .filter((name) => !is.has(name) && Object.hasOwn(known, name))
      .map((name) => `${at}.${name} may be left out: older readers need it`),
  ];
}

const enumBreaks = (was: readonly unknown[], is: readonly unknown[], at: string): string[] => [
  ...was
    .filter((value) => !is.includes(value))
    .map((value) => `${at} may not be ${String(value)}: older messages have it`),
  ...is
    .filter((value) => !was.includes(value))
    .map((value) => `${at} may be ${String(value)}: older readers do not know it`),
];

const optionBreaks = (was: readonly Schema[], is: readonly Schema[], at: string): string[] =>
  was.length === is.length
    ? was.flatMap((option, i) => breaks(option, is[i]!, at))
    : [changed('anyOf', was, is, at)];

/** The breaks and the way out. Undefined: nothing is broken. */
export function refusalOf(type: string, before: Schema, after: Schema): string | undefined {
  const broken = breaks(before, after);
  if (broken.length === 0) return undefined;
  const next = type.replace(/\d+$/, (version) => String(Number(version) + 1));
  const wayOut = `Leave ${type} as it was and add a new version: ${next}`;
  return `${type} changed so that readers of the other version fail:\n  ${broken.join('\n  ')}\n${wayOut}`;
}
