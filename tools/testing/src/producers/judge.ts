export interface Judgement {
  readonly acknowledged: number;
  /** Kafka acknowledged them, and the log does not have them. */
  readonly lost: number;
  readonly doubled: number;
  /** Keys whose records do not appear in the order of writing; only the first copy of a record counts. */
  readonly outOfOrder: number;
}

export function judge(acknowledged: readonly string[][], log: readonly string[][]): Judgement {
  const present = log.map((values) => new Set(values));
  const lost = acknowledged.flatMap((values, p) => values.filter((value) => !present[p]!.has(value))).length;
  const doubled = log.reduce((sum, values, p) => sum + values.length - present[p]!.size, 0);
  const last = new Map<string, number>();
  const outOfOrder = new Set<string>();
  for (const value of present.flatMap((values) => [...values])) {
    const [writer, n] = value.split(':') as [string, string];
    if (Number(n) < (last.get(writer) ?? -1)) outOfOrder.add(writer);
    last.set(writer, Number(n));
  }
  const count = acknowledged.reduce((sum, values) => sum + values.length, 0);
  return { acknowledged: count, lost, doubled, outOfOrder: outOfOrder.size };
}
