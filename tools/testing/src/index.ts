export { composeMistakes, composeVariables } from './compose-environment.js';
export { contractedRoutes, sortedRoutes, type Declared } from './contracted-routes.js';
export * from './outside/index.js';
export { createEmptyDatabase, createTestDatabase, type TestDatabase } from './test-database.js';
export { TestKafka, type ReadRecord } from './test-kafka.js';
