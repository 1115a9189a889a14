import { useEffect } from 'react';
import { useLocationProperty } from 'wouter/use-browser-location';
import { decoded } from '../http/decoded.js';

const FOUND_MS = 2_500;
/** The picture of the data flow is measured before it is drawn. */
const AGAIN_MS = 100;
const TRIES = 10;

/** The rows of a topic that is closed are not drawn: then its topic is what is meant. */
const named = (id: string) => document.getElementById(id) ?? document.getElementById(id.replace(/-\d+$/, ''));

/** Shows what `#name` names, as links of the log do. `ready`: it is drawn. */
export function useHashTarget(ready: boolean): void {
  const hash = useLocationProperty(() => decoded(location.hash.slice(1)));
  useEffect(() => {
    if (hash === '' || !ready) return;
    let target: HTMLElement | null = null;
    let timer: ReturnType<typeof setTimeout>;
    const look = (tries: number) => {
      target = named(hash);
      if (target === null) {
        if (tries > 0) timer = setTimeout(() => look(tries - 1), AGAIN_MS);
        return;
      }
      show(target);
      timer = setTimeout(() => delete target?.dataset['found'], FOUND_MS);
    };
    look(TRIES);
    return () => {
      clearTimeout(timer);
      delete target?.dataset['found'];
    };
  }, [hash, ready]);
}

function show(target: HTMLElement): void {
  for (let up: Element | null = target; up; up = up.parentElement)
    if (up instanceof HTMLDetailsElement) up.open = true;
  target.scrollIntoView({ block: 'center' });
  target.dataset['found'] = '';
}

/** The look of what a link has led to. */
export const FOUND =
  'scroll-mt-28 data-found:outline-2 data-found:outline-offset-2 data-found:outline-accent';
