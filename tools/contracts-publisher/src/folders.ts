import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../../..');
/** The published contracts, which are committed. */
export const CONTRACTS = join(ROOT, 'contracts');
