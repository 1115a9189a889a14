import { atWords } from './at-words.js';
import { redOnStderr, text } from './printable.js';

const said = text`peaje: ${redOnStderr('charges.requested is not a topic of the course')}\n\nTry course.messages.`;

it('breaks a line that does not fit between two words', async () => {
  expect(
    (await atWords(said, 30))
      .toString()
      .split('\n')
      .map((line) => line.trimEnd()),
  ).toEqual(['peaje: charges.requested is', 'not a topic of the course', '', 'Try course.messages.']);
});

it('leaves alone what fits, and what goes into a pipe', async () => {
  expect(await atWords(said, 80)).toBe(said);
  expect(await atWords(said, Number.POSITIVE_INFINITY)).toBe(said);
});
