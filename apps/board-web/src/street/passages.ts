import type { ChargeView, PassageAnswer, PassageLine } from '@peaje/contracts';

export type { PassageLine } from '@peaje/contracts';

export const TOLL = { value: '345', currency: 'EUR' } as const;
export const GATE = { gateId: 'gate-3', laneId: 'lane-1' } as const;

/** With so many no more cars come, so that a gate that nobody looks after does not fill the browser. */
const MOST_KEPT = 2_000;

/** What happened to the passages of one request, by the answer to each. */
export interface Delivery {
  readonly accepted: number;
  /** By the code of the problem. They stay refused however often they are sent. */
  readonly refused: Readonly<Record<string, number>>;
  /** They stay in the gate, and go with the next request. */
  readonly kept: number;
}

export const keepPassage = (kept: readonly PassageLine[], passage: PassageLine): readonly PassageLine[] => [
  ...kept,
  passage,
];

/** Pure. */
export const isFull = (kept: readonly PassageLine[]): boolean => kept.length >= MOST_KEPT;

export const toNdjson = (passages: readonly PassageLine[]): string =>
  passages.map((passage) => `${JSON.stringify(passage)}\n`).join('');

const answersOf = (ndjson: string): PassageAnswer[] =>
  ndjson
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as PassageAnswer);

/** No answer (0), 5xx and 429 may pass when it is sent again; no other refusal does. Pure. */
export const mayPassLater = (status: number): boolean => status === 0 || status === 429 || status >= 500;

/** The passages that stay, and what became of the others. A passage without an answer stays. */
export function settle(
  sent: readonly PassageLine[],
  ndjson: string,
): {
  readonly stay: readonly PassageLine[];
  readonly charges: readonly ChargeView[];
  readonly delivery: Delivery;
} {
  const finals = answersOf(ndjson).filter(({ status }) => !mayPassLater(status));
  const refused: Record<string, number> = {};
  for (const answer of finals)
    if ('problem' in answer) refused[answer.problem.code] = (refused[answer.problem.code] ?? 0) + 1;
  const settled = new Set(finals.map(({ id }) => id));
  const stay = sent.filter(({ id }) => !settled.has(id));
  const charges = finals.flatMap((answer) => ('charge' in answer ? [answer.charge] : []));
  return { stay, charges, delivery: { accepted: charges.length, refused, kept: stay.length } };
}

/** What the browser kept of the passages. Anything else than passages is nothing. */
export function passagesOf(text: string | null): readonly PassageLine[] {
  try {
    const kept = JSON.parse(text ?? '[]') as unknown;
    return Array.isArray(kept) && kept.every((one) => typeof one?.id === 'string') ? kept : [];
  } catch {
    return [];
  }
}
