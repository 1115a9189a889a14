import { readFileSync } from 'node:fs';

const swc = {
  ...JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8')),
  swcrc: false,
  exclude: [],
};

const project = (displayName, testMatch, extra = {}) => ({
  displayName,
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/tools', '<rootDir>/e2e'],
  testMatch,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@peaje/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/'],
  transform: { '\\.ts$': ['@swc/jest', swc] },
  ...extra,
});

/** The name of a spec shows its price: `.spec` nothing, `.int-spec` real Kafka and PostgreSQL, `.e2e-spec` the whole system. */
export default {
  projects: [
    project('unit', ['**/*.spec.ts']),
    project('integration', ['**/*.int-spec.ts']),
    project('e2e', ['**/*.e2e-spec.ts']),
  ],
  testTimeout: 30_000,
};
