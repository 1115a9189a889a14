import { useEffect, useRef } from 'react';

/** A new view begins at its top; one that the visitor goes back to stays where the browser puts it. */
export const useViewChange = (path: string): void => {
  const last = useRef(path);
  const wentBack = useRef(false);
  useEffect(() => {
    const back = () => {
      wentBack.current = true;
    };
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, []);
  useEffect(() => {
    if (last.current === path) return;
    last.current = path;
    if (!wentBack.current) scrollTo(0, 0);
    wentBack.current = false;
    // The link that led here is gone with its view: the keyboard goes on at the beginning of the new one.
    if (document.activeElement === document.body)
      document.querySelector<HTMLElement>('#view')?.focus({ preventScroll: true });
  }, [path]);
};
