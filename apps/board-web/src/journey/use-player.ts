import { useEffect, useReducer, useRef } from 'react';
import { grown, type Player, type Press, pressed, waitMs, wholeJourney } from './player.js';
import type { Stop } from './stops.js';

type Action =
  { readonly press: Press; readonly count: number } | { readonly before: number; readonly now: number };

const reduce = (player: Player, action: Action): Player =>
  'press' in action ? pressed(player, action.press, action.count) : grown(player, action.before, action.now);

/** The clock of the player. */
export function usePlayer(stops: readonly Stop[]): [Player, (press: Press) => void] {
  const count = stops.length;
  const [player, act] = useReducer(reduce, wholeJourney(count));
  const before = useRef(count);
  useEffect(() => {
    if (before.current !== count) act({ before: before.current, now: count });
    before.current = count;
  }, [count]);
  useEffect(() => {
    if (!player.isPlaying) return;
    const since = stops.map(({ sinceMs }) => sinceMs);
    const timer = setTimeout(() => act({ press: { press: 'tick' }, count }), waitMs(player, since));
    return () => clearTimeout(timer);
  }, [player, stops, count]);
  return [player, (press) => act({ press, count })];
}
