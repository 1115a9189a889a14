const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** One Ctrl-C may come twice: from the terminal, and from npm or bootstrap, who pass it on. */
const ECHO_MS = 500;

/**
 * Calls `first` at the first wish to stop and `again` at a later one. A wish is SIGINT, SIGTERM, SIGHUP, or
 * the end of the process that started us (we have an IPC channel to bootstrap, which breaks when it dies).
 */
export function onStopSignals(first: () => void, again: () => void): void {
  let firstAt: number | null = null;
  const wish = (): void => {
    if (firstAt === null) {
      firstAt = performance.now();
      first();
    } else if (performance.now() - firstAt > ECHO_MS) again();
  };
  for (const signal of SIGNALS) process.on(signal, wish);
  process.once('disconnect', () => firstAt ?? wish());
  // The terminal may be gone before we are: what we say then goes nowhere, and that is no reason to fail.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
