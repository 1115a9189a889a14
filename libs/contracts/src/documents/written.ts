import { topics } from '../catalogue.js';

/** Every service may park a record, and says what its operators did about it. */
const EVERY_SERVICE = [...new Set(topics.flatMap(({ groups }) => groups))];

/** What a key is, and who writes: the rest is in the topics themselves. */
export const WRITTEN: Readonly<Record<string, { readonly key: string; readonly by: readonly string[] }>> = {
  'charges.requested': { key: 'accountId', by: ['pos'] },
  'charges.decided': { key: 'accountId', by: ['debit'] },
  cards: { key: 'token', by: ['debit'] },
  holders: { key: 'accountId', by: ['debit'] },
  'operations.performed': { key: 'group', by: EVERY_SERVICE },
  'audit.checkpoints': { key: 'chain', by: ['audit'] },
};
