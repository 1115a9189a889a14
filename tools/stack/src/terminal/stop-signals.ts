const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** One Ctrl-C may arrive twice: from the terminal, and from npm or bootstrap, which pass it on. */
const ECHO_MS = 500;

/**
 * Calls `first` at the first stop signal and `again` at a later one. The signals are SIGINT, SIGTERM and SIGHUP, and
 * the death of bootstrap, which breaks the IPC channel to it.
 */
export function onStopSignals(first: () => void, again: () => void): void {
  let firstAt: number | null = null;
  const onSignal = (): void => {
    if (firstAt === null) {
      firstAt = performance.now();
      first();
    } else if (performance.now() - firstAt > ECHO_MS) again();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.once('disconnect', () => firstAt ?? onSignal());
  // The terminal may close before this process ends. Output to it is lost then, and no reason to fail.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
