/** Plays a journey in slow motion: a charge of 40 ms is too fast for an eye. Pure: the view owns the clock. */
export interface Player {
  /** So many stops are shown. */
  readonly shown: number;
  readonly isPlaying: boolean;
  readonly speed: Speed;
}

export const SPEEDS = [0.5, 1, 2, 4] as const;
export type Speed = (typeof SPEEDS)[number];

export type Press =
  | { readonly press: 'play' | 'pause' | 'step' | 'back' | 'whole' | 'tick' }
  | { readonly press: 'speed'; readonly speed: Speed };

/** A millisecond of the charge at speed 1. */
export const SLOWER = 40;
const SHORTEST_MS = 350;
const LONGEST_MS = 2_000;

export const wholeJourney = (count: number): Player => ({ shown: count, isPlaying: false, speed: 1 });

/** `count`: the stops there are now; a journey that still goes on may get more. */
export function pressed(player: Player, press: Press, count: number): Player {
  const shown = Math.min(player.shown, count);
  switch (press.press) {
    case 'play':
      return { ...player, shown: shown >= count ? Math.min(1, count) : shown, isPlaying: count > 1 };
    case 'pause':
      return { ...player, shown, isPlaying: false };
    case 'step':
      return { ...player, shown: shown >= count ? Math.min(1, count) : shown + 1, isPlaying: false };
    case 'back':
      return { ...player, shown: Math.max(1, shown - 1), isPlaying: false };
    case 'whole':
      return { ...player, shown: count, isPlaying: false };
    case 'tick':
      return player.isPlaying ? { ...player, shown: shown + 1, isPlaying: shown + 1 < count } : player;
    case 'speed':
      return { ...player, speed: press.speed };
  }
}

/** The wait before the next stop is shown. `sinceMs` of the stops; a stop without a time follows at once. */
export function waitMs({ shown, speed }: Player, sinceMs: readonly (number | null)[]): number {
  const before = sinceMs[shown - 1] ?? null;
  const next = sinceMs[shown] ?? null;
  const gap = before === null || next === null ? 0 : Math.max(0, next - before) * SLOWER;
  return Math.min(Math.max(gap, SHORTEST_MS), LONGEST_MS) / speed;
}

/** A journey shown whole stays whole when a stop is added to it. */
export const grown = (player: Player, before: number, now: number): Player =>
  player.shown >= before && !player.isPlaying ? { ...player, shown: now } : player;
