/** What a person reads instead of a stack trace: what is wrong, an empty line, what to do next. */
export class Refusal extends Error {}

/** Says what takes a while, or what was done. */
export function say(text) {
  console.log(`peaje: ${text}`);
}

/** The end of what a program said, set off from our own words. */
export function quote(output, lines) {
  return output.trim().split('\n').slice(-lines).join('\n').replace(/^/gm, '  ');
}
