/** Prints a line to stdout. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints a line to stderr. */
export function sayError(line: string): void {
  process.stderr.write(`${line}\n`);
}
