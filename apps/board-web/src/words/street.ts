import { inBoth } from './in-both.js';
import { streetEnglish } from './street.en.js';
import { streetSpanish } from './street.es.js';

export const streetWords = inBoth(streetSpanish, streetEnglish);
