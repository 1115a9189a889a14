import { inBoth } from './in-both.js';

export const streetWords = inBoth({ title: 'Calle' }, { title: 'Street' });
