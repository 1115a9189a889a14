import cliProgress from 'cli-progress';
import type { Terminal } from './terminal.js';

export interface ProgressBar {
  advance(what: string): void;
  stop(): void;
}

/** On stderr, and only where somebody looks; it is gone when it is done. */
export function progressBar(terminal: Terminal, unit: string, total: number): ProgressBar {
  if (!terminal.isInteractive) return { advance: () => undefined, stop: () => undefined };
  const bar = new cliProgress.SingleBar(
    { format: `{bar} {value}/{total} ${unit}  {what}`, clearOnComplete: true, hideCursor: true },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, 0, { what: '' });
  return {
    advance: (what) => bar.increment(1, { what }),
    stop: () => bar.stop(),
  };
}
