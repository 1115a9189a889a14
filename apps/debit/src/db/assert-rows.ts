/** A statement that changes another number of rows than it was meant to. Its transaction rolls back. */
export function assertRows(subject: string, found: number | null, expected: number): void {
  if (found !== expected) throw new Error(`${subject}: ${found} rows instead of ${expected}`);
}
