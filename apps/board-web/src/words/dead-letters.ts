import { inBoth } from './in-both.js';

export const deadLettersWords = inBoth({ title: 'Mensajes muertos' }, { title: 'Dead letters' });
