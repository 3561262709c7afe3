import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { sqlBorders } from './scripts/sql-borders.mjs';

export default tseslint.config(
  { ignores: ['**/dist', 'coverage', 'data', 'sdk/src/generated'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['.', './sdk', './web', './test/web'].map((folder) => `${folder}/tsconfig.json`),
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        // Injected classes are values for Nest, whose metadata the linter knows of.
        { fixStyle: 'inline-type-imports' },
      ],
      // Modules and commands of Nest are classes that hold nothing.
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // Decorators read the annotated type of a property.
      '@typescript-eslint/no-inferrable-types': ['error', { ignoreProperties: true }],
      // Data transfer classes describe the shape of plain objects; none has behaviour to lose.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      // Unions of two types are handled by whoever reads both.
      '@typescript-eslint/unified-signatures': 'off',
      // A generic names the type of a row, a message or a result where it is asked for.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
  {
    files: ['**/*.{test,spec,proof,contract}.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...[
          'MemberExpression[object.name=/^(it|test|describe)$/][property.name="only"]',
          'MemberExpression[object.property.name="concurrent"][property.name="only"]',
          'CallExpression[callee.name=/^(fit|fdescribe)$/]',
        ].map((selector) => ({ selector, message: 'The others would not be run.' })),
      ],
    },
  },
  ...sqlBorders,
  {
    files: ['src/**/*.controller.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          name: '@nestjs/common',
          importNames: ['Body', 'Query'],
          message: 'Nothing comes in unchecked: CheckedBody, CheckedQuery, EmptyBody.',
        },
      ],
    },
  },
  {
    files: ['web/src/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended, jsxA11y.flatConfigs.strict],
  },
  {
    files: ['web/src/**/*.{ts,tsx}'],
    ignores: ['web/src/api/**'],
    rules: {
      'no-restricted-globals': ['error', { name: 'fetch', message: 'Calls stand in web/src/api.' }],
    },
  },
  {
    files: ['**/*.mjs', 'scripts/bundle/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        fetch: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        setImmediate: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        performance: 'readonly',
        AbortController: 'readonly',
        AbortSignal: 'readonly',
      },
    },
  },
  {
    // Part of these runs in a page.
    files: ['bench/pages/*.mjs', 'scripts/pictures.mjs'],
    languageOptions: {
      globals: {
        window: 'readonly',
        document: 'readonly',
        PerformanceObserver: 'readonly',
        requestAnimationFrame: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
);
