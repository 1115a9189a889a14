import { inBoth } from './in-both.js';
import { journeyEnglish } from './journey.en.js';
import { journeySpanish } from './journey.es.js';

export const journeyWords = inBoth(journeySpanish, journeyEnglish);
