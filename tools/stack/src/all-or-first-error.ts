/** Like Promise.all, but rejects only when all have ended: nothing goes on in the back of a failed start. */
export async function allOrFirstError(work: Promise<void>[], onFirstError: () => void): Promise<void> {
  try {
    await Promise.all(work);
  } catch (error) {
    onFirstError();
    await Promise.allSettled(work);
    throw error;
  }
}
