/** Of sms: a call that ended well. The labels come in any order. */
const SENT = /^peaje_sms_calls_total\{(?=[^}]*status="sent")[^}]*\} (\d+)$/gm;

/** The texts that one instance of sms has sent since its start, from its metrics. Pure. */
export const sentTexts = (metrics: string): number =>
  [...metrics.matchAll(SENT)].reduce((sum, [, count]) => sum + Number(count), 0);

/** Adds up counters of instances, each of which begins at 0 when its process starts anew. */
export class TextCount {
  private readonly last = new Map<string, number>();
  private sum = 0;
  private hasBegun = false;

  /** The whole increase since the first call. */
  take(counts: readonly (readonly [instance: string, count: number])[]): number {
    for (const [instance, count] of counts) {
      const last = this.last.get(instance) ?? (this.hasBegun ? 0 : count);
      this.sum += count >= last ? count - last : count;
      this.last.set(instance, count);
    }
    this.hasBegun = true;
    return this.sum;
  }
}
