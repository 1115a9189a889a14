import { inBoth } from './in-both.js';

export const logWords = inBoth({ title: 'Registro' }, { title: 'Log' });
