/** A comparison of two sides. Each row that its query finds is a difference. */
export interface Rule {
  /** Also the heading in the runbook. */
  readonly code: string;
  /** The columns `charge` (null without one), `place` and `detail`. */
  readonly sql: string;
}

/** The place of a record of the log, as the CLI writes it everywhere: `charges.requested/2@118`. */
export const positionOf = (record: string): string =>
  `${record}.topic || '/' || ${record}.partition || '@' || ${record}.offset`;

const FACTS = ['kind', 'account', 'card', 'merchant', 'amount'] as const;
type Fact = (typeof FACTS)[number];

const row = (table: string, facts: readonly Fact[]): string =>
  `(${facts.map((fact) => `${table}.${fact}`).join(', ')})`;

/** True when two tables do not have the same facts of a charge. */
export const unlike = (one: string, other: string, facts: readonly Fact[] = FACTS): string =>
  `${row(one, facts)} IS NOT ${row(other, facts)}`;

/** `amount: 1990 EUR in pos, 1890 EUR here`: each fact that differs. */
export const differing = (
  one: readonly [table: string, place: string],
  other: readonly [table: string, place: string],
  facts: readonly Fact[] = FACTS,
): string =>
  `rtrim(${facts
    .map(
      (fact) =>
        `CASE WHEN ${one[0]}.${fact} IS NOT ${other[0]}.${fact} THEN '${fact}: ' || coalesce(${one[0]}.${fact}, 'none') || ' in ${one[1]}, '
         || coalesce(${other[0]}.${fact}, 'none') || ' in ${other[1]}; ' ELSE '' END`,
    )
    .join(' || ')}, '; ')`;

export const REQUESTS = `('requested', 'cancellation-requested')`;
export const OUTCOMES = `('approved', 'declined', 'cancelled', 'reversed')`;
