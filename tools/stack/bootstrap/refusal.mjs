/** What a person reads instead of a stack trace: what is wrong, an empty line, what to do next. */
export class Refusal extends Error {}

/** Says what takes a while, or what was done. */
export function say(text) {
  console.log(`peaje: ${text}`);
}

/** The end of what a program said, stack frames left out, set off from our own words. */
export function quote(output, lines) {
  const said = output.split('\n').filter((line) => line.trim() !== '' && !/^(npm error)?\s+at /.test(line));
  return said.slice(-lines).join('\n').replace(/^/gm, '  ');
}
