import { useEffect, useRef } from 'react';

/** The seconds since then. It writes into the page itself: a render a frame would be a waste. */
export function WaitClock({ since }: { readonly since: number }) {
  const text = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let frame = 0;
    const tick = () => {
      const ms = Math.max(0, Math.round(performance.now() - since));
      if (text.current) text.current.textContent = `${ms} ms`;
      frame = requestAnimationFrame(tick);
    };
    tick();
    return () => cancelAnimationFrame(frame);
  }, [since]);
  return <span ref={text} aria-hidden className="figures text-xl font-semibold" />;
}
