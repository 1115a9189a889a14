import { shareOf } from '@peaje/contracts';
import { z } from 'zod';

/** From and until, in milliseconds since 1970. */
const span = z.tuple([z.number(), z.number()]);
type Span = z.infer<typeof span>;

const history = z.object({
  /** When it was probed. A pause of the prober is in none. */
  observed: z.array(span),
  /** From the first probe that failed to the next that did not. */
  down: z.array(span),
});
type History = z.infer<typeof history>;

export const probeHistories = z.record(z.string(), history);

export const availability = z.object({
  since: z.string(),
  until: z.string(),
  services: z.array(
    z.object({
      name: z.string(),
      observedMs: z.number(),
      downMs: z.number(),
      /** How often it went down. */
      outages: z.number(),
      longestMs: z.number(),
      /** Up time / observed time, from 0 to 1. Null: it was not observed. */
      share: z.number().nullable(),
    }),
  ),
});
export type Availability = z.infer<typeof availability>;

/** A longer pause between two probes is no observation: the machine slept, or the stack was stopped. */
const LONGEST_PAUSE_MS = 5_000;
const MOST_SPANS = 1_000;

/** What probes have seen of each service: a bounded list of spans. It reads no clock. */
export class ProbeLog {
  private readonly services = new Map<string, History>();
  /** The services whose last probe failed. */
  private readonly failing = new Set<string>();

  constructor(earlier: z.infer<typeof probeHistories> = {}) {
    for (const [name, { observed, down }] of Object.entries(earlier))
      this.services.set(name, { observed: [...observed], down: [...down] });
  }

  /** True when the service went down or came up. */
  note(name: string, atMs: number, isUp: boolean): boolean {
    const { observed, down } = this.of(name);
    const current = observed.at(-1);
    const goesOn = current !== undefined && atMs >= current[1] && atMs - current[1] <= LONGEST_PAUSE_MS;
    const wasDown = goesOn && this.failing.has(name);
    if (goesOn) current[1] = atMs;
    else observed.push([atMs, atMs]);
    if (wasDown) down.at(-1)![1] = atMs;
    else if (!isUp) down.push([atMs, atMs]);
    if (isUp) this.failing.delete(name);
    else this.failing.add(name);
    this.forgetOldest(name);
    return wasDown === isUp;
  }

  measured(sinceMs: number, untilMs: number): Availability {
    return {
      since: new Date(sinceMs).toISOString(),
      until: new Date(untilMs).toISOString(),
      services: [...this.services].map(([name, { observed, down }]) => {
        const outages = within(down, sinceMs, untilMs);
        const downMs = sum(outages);
        const observedMs = sum(within(observed, sinceMs, untilMs));
        return {
          ...{ name, observedMs, downMs },
          outages: outages.length,
          longestMs: Math.max(0, ...outages.map(length)),
          share: shareOf(observedMs - downMs, downMs),
        };
      }),
    };
  }

  get histories(): z.infer<typeof probeHistories> {
    return Object.fromEntries(this.services);
  }

  private of(name: string): History {
    const known = this.services.get(name) ?? { observed: [], down: [] };
    this.services.set(name, known);
    return known;
  }

  /** Without an outage the time before its end must not count as observed either: it would look better than it was. */
  private forgetOldest(name: string): void {
    const { observed, down } = this.of(name);
    while (observed.length > MOST_SPANS) observed.shift();
    if (down.length <= MOST_SPANS) return;
    const endMs = down.shift()![1];
    while (observed.length > 0 && observed[0]![1] <= endMs) observed.shift();
    if (observed[0]) observed[0] = [Math.max(observed[0][0], endMs), observed[0][1]];
  }
}

const length = ([from, until]: Span): number => until - from;
const sum = (spans: readonly Span[]): number => spans.reduce((ms, one) => ms + length(one), 0);

/** The parts of spans between two times. */
const within = (spans: readonly Span[], sinceMs: number, untilMs: number): Span[] =>
  spans
    .filter(([from, until]) => until >= sinceMs && from <= untilMs)
    .map(([from, until]) => [Math.max(from, sinceMs), Math.min(until, untilMs)]);
