/**
 * The result of `work`, or of `late` when `work` takes longer than `timeoutMs`. The work itself goes on, and its late
 * result is dropped.
 */
export async function within<T>(timeoutMs: number, work: Promise<T>, late: () => T | Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeoutMs)));
  work.catch(() => undefined);
  try {
    return await Promise.race([work, timeout.then(late)]);
  } finally {
    clearTimeout(timer);
  }
}
