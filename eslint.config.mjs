import { importX } from 'eslint-plugin-import-x';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';
import { boundariesPlugin } from './eslint.boundaries.mjs';

export default tseslint.config(
  { ignores: ['**/dist/', '**/generated/', '**/node_modules/', '.nx/', '.peaje/', 'coverage/'] },
  ...tseslint.configs.recommended,
  importX.flatConfigs.typescript,
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { peaje: boundariesPlugin, 'import-x': importX },
    rules: {
      'peaje/boundaries': 'error',
      // SWC metadata and ESM: a cycle throws at load.
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-default-export': 'error',
      'max-lines': ['error', { max: 250, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 70 }],
      'no-console': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/no-invalid-void-type': 'off',
    },
  },
  { files: ['**/main.{ts,tsx}'], rules: { 'max-lines': ['error', { max: 30 }] } },
  { files: ['**/*spec.ts'], rules: { 'max-lines-per-function': 'off' } },
  { files: ['**/prisma.config.ts', '**/*.config.mjs'], rules: { 'import-x/no-default-export': 'off' } },
  prettier,
);
