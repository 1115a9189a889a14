export interface Judgement {
  readonly acknowledged: number;
  /** Kafka was said to have them, and has not. */
  readonly lost: number;
  readonly doubled: number;
  /** Keys whose records, each where it stands first, are not in the order of writing. */
  readonly outOfOrder: number;
}

export function judge(acknowledged: readonly string[][], log: readonly string[][]): Judgement {
  const stands = log.map((values) => new Set(values));
  const lost = acknowledged.flatMap((values, p) => values.filter((value) => !stands[p]!.has(value))).length;
  const doubled = log.reduce((sum, values, p) => sum + values.length - stands[p]!.size, 0);
  const last = new Map<string, number>();
  const outOfOrder = new Set<string>();
  for (const value of stands.flatMap((values) => [...values])) {
    const [writer, n] = value.split(':') as [string, string];
    if (Number(n) < (last.get(writer) ?? -1)) outOfOrder.add(writer);
    last.set(writer, Number(n));
  }
  const count = acknowledged.reduce((sum, values) => sum + values.length, 0);
  return { acknowledged: count, lost, doubled, outOfOrder: outOfOrder.size };
}
