export * from './bytes.js';
export * from './card-number.js';
export * from './clock.js';
export * from './errors.js';
export * from './identity.js';
export * from './money.js';
export * from './one-at-a-time.js';
export * from './within.js';
