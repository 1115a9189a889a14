import { useEffect } from 'react';
import { useLocationProperty } from 'wouter/use-browser-location';

const FOUND_MS = 2_500;

/** The rows of a topic that is closed are not drawn: then its topic is what is meant. */
const named = (id: string) => document.getElementById(id) ?? document.getElementById(id.replace(/-\d+$/, ''));

/** Shows what `#name` names, as links of the log do. `ready`: it is drawn. */
export function useHashTarget(ready: boolean): void {
  const hash = useLocationProperty(() => decodeURIComponent(location.hash.slice(1)));
  useEffect(() => {
    const target = hash === '' || !ready ? null : named(hash);
    if (target === null) return;
    for (let up: Element | null = target; up; up = up.parentElement)
      if (up instanceof HTMLDetailsElement) up.open = true;
    target.scrollIntoView({ block: 'center' });
    target.dataset['found'] = '';
    const timer = setTimeout(() => delete target.dataset['found'], FOUND_MS);
    return () => {
      clearTimeout(timer);
      delete target.dataset['found'];
    };
  }, [hash, ready]);
}

/** The look of what a link has led to. */
export const FOUND =
  'scroll-mt-28 data-found:outline-2 data-found:outline-offset-2 data-found:outline-accent';
