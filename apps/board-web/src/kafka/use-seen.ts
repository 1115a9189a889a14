import { useCallback, useState } from 'react';

/** Whether an element is on the screen or near it, and the ref that watches it. */
export function useSeen(): [boolean, (element: Element | null) => (() => void) | undefined] {
  const [isSeen, setSeen] = useState(false);
  const watch = useCallback((element: Element | null) => {
    if (element === null) return undefined;
    const observer = new IntersectionObserver(([entry]) => setSeen(entry?.isIntersecting ?? false), {
      rootMargin: '100px',
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [isSeen, watch];
}
