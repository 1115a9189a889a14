/** An error that is shown without a stack trace: the cause, an empty line, the next step. */
export class Refusal extends Error {}

/** Prints a line about work that takes a while, or that is done. */
export function say(text) {
  console.log(`peaje: ${text}`);
}

/** The last lines of a program's output, indented and without stack frames. */
export function quote(output, lines) {
  const relevant = output
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^(npm error)?\s+at /.test(line));
  return relevant.slice(-lines).join('\n').replace(/^/gm, '  ');
}
