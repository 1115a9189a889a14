export * from './buy.js';
export * from './contracted-routes.js';
export * from './eventually.js';
export * from './markdown-page.js';
export * from './page-commands.js';
export * from './stack-file.js';
export * from './test-kafka.js';
export * from './test-database.js';
