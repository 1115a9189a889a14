import { deadLettersWords } from './dead-letters.js';
import { journeyWords } from './journey.js';
import { kafkaWords } from './kafka.js';
import { logWords } from './log.js';
import { partsWords } from './parts.js';
import { shellWords } from './shell.js';
import { streetWords } from './street.js';

/** Every word of the page, in both languages. */
export const views = {
  shell: shellWords,
  parts: partsWords,
  street: streetWords,
  journey: journeyWords,
  kafka: kafkaWords,
  deadLetters: deadLettersWords,
  log: logWords,
};
