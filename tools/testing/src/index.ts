export { composeMistakes } from './compose-environment.js';
export { contractedRoutes, sortedRoutes } from './contracted-routes.js';
export * from './outside/index.js';
export { createEmptyDatabase, createTestDatabase, type TestDatabase } from './test-database.js';
export { LogDamage } from './log-damage.js';
export { TestKafka } from './test-kafka.js';
