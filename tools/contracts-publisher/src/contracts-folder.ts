import { join } from 'node:path';

/** Where the published contracts lie, committed. */
export const CONTRACTS = join(import.meta.dirname, '../../../contracts');
