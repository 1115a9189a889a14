/** Like Promise.all, but rejects only after all have ended, so that no work goes on after a failed start. */
export async function allOrFirstError<const T extends readonly Promise<unknown>[]>(
  work: T,
  onFirstError: () => void,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  try {
    return await Promise.all(work);
  } catch (error) {
    onFirstError();
    await Promise.allSettled(work);
    throw error;
  }
}
