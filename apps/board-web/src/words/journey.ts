import { inBoth } from './in-both.js';

export const journeyWords = inBoth({ title: 'El viaje de un cobro' }, { title: 'The journey of a charge' });
