import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const swc = {
  ...JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8')),
  swcrc: false,
  exclude: [],
};

const project = (displayName, testMatch, extra = {}) => ({
  displayName,
  rootDir: import.meta.dirname,
  roots: ['apps', 'libs', 'tools', 'examples', 'e2e', 'bench'].map((folder) => `<rootDir>/${folder}`),
  testMatch,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@peaje/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/'],
  transform: { '\\.ts$': ['@swc/jest', swc] },
  runner: '<rootDir>/tools/testing/jest/rounds.runner.mjs',
  ...extra,
});

const stack = {
  globalSetup: '<rootDir>/tools/testing/jest/stack.setup.mjs',
  globalTeardown: '<rootDir>/tools/testing/jest/stack.teardown.mjs',
};

/** The name of a spec shows its price: `.spec` nothing, `.int-spec` real Kafka and PostgreSQL, `.e2e-spec` the whole system. */
export default {
  projects: [
    project('unit', ['**/*.spec.ts']),
    project('integration', ['**/*.int-spec.ts'], stack),
    project('e2e', ['**/*.e2e-spec.ts'], stack),
  ],
  testTimeout: 120_000,
  // One more than the cores: a suite that waits for Kafka leaves its core to another.
  maxWorkers: Math.min(availableParallelism() + 1, 4),
  reporters: ['default', '<rootDir>/tools/testing/jest/closing-line.reporter.mjs'],
};
