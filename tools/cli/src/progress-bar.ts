import cliProgress from 'cli-progress';
import { printable } from './render/printable.js';
import type { Terminal } from './terminal.js';

interface ProgressBar {
  /** By one, or by a number of units. */
  advance(name: string, by?: number): void;
  stop(): void;
}

/** A bar on stderr, only on a terminal. It disappears at the end. */
export function progressBar(terminal: Terminal, unit: string, total: number): ProgressBar {
  if (!terminal.isInteractive) return { advance: () => undefined, stop: () => undefined };
  const bar = new cliProgress.SingleBar(
    { format: `{bar} {value}/{total} ${unit}  {name}`, clearOnComplete: true, hideCursor: true },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, 0, { name: '' });
  return {
    advance: (name, by = 1) => bar.increment(by, { name: printable(name).toString() }),
    stop: () => bar.stop(),
  };
}
