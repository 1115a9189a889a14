export * from './buy.js';
export * from './compose-environment.js';
export * from './contracted-routes.js';
export * from './eventually.js';
export * from './stack-file.js';
export * from './test-kafka.js';
export * from './test-database.js';
