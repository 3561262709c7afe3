// Rules that need no types; those that do are in .oxlintrc.json.
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
    extends: [tseslint.configs.strict, tseslint.configs.stylistic],
    languageOptions: {
      parserOptions: { emitDecoratorMetadata: true, experimentalDecorators: true },
    },
    rules: {
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
      // Decorators read the annotated type of a property.
      '@typescript-eslint/no-inferrable-types': ['error', { ignoreProperties: true }],
      // Unions of two types are handled by whoever reads both.
      '@typescript-eslint/unified-signatures': 'off',
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
    files: ['web/src/components/**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(\\.\\./)+api/',
              allowTypeImports: true,
              message: 'A component asks a hook or tells a store; these call web/src/api.',
            },
          ],
        },
      ],
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
