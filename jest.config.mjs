import { Client } from 'pg';

const swc = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2023',
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
  swcrc: false,
};

const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
};

/** These start what they need themselves, whatever the engine. */
const ONCE = ['/test/cli/', '/test/web/'];

/** Every suite in `test/`, on one engine; those that name the other engine are about that one only. */
function suitesOn(backend, other, ignored = []) {
  return {
    ...common,
    displayName: backend,
    roots: ['<rootDir>/test'],
    testMatch: ['**/*.test.ts', `!**/*${other}*.test.ts`],
    testPathIgnorePatterns: ['/node_modules/', ...ignored],
    globals: { TEST_BACKEND: backend },
  };
}

/** A server on which databases may be made and dropped. The suites read it from here. */
process.env.TEST_POSTGRES_URL ??= 'postgres://postgres@127.0.0.1:5432/postgres';

async function whyNoPostgres() {
  const client = new Client({
    connectionString: process.env.TEST_POSTGRES_URL,
    connectionTimeoutMillis: 3000,
  });
  try {
    await client.connect();
    await client.query('SELECT 1');
    return undefined;
  } catch (error) {
    return error.message || error.code || String(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

export default async function configure() {
  const missing = await whyNoPostgres();
  if (missing !== undefined && process.env.TEST_POSTGRES === 'required') {
    throw new Error(`There is no PostgreSQL at TEST_POSTGRES_URL: ${missing}`);
  }
  if (missing !== undefined) process.env.TEST_POSTGRES_MISSING = missing;
  const units = {
    ...common,
    displayName: 'units',
    roots: ['<rootDir>/src', '<rootDir>/sdk/src', '<rootDir>/web/src'],
    testMatch: ['**/*.spec.ts'],
  };
  const sqlite = suitesOn('sqlite', 'postgres');
  return {
    maxWorkers: 2,
    // Ends what hangs. How long work takes depends on whoever else is at work on the machine.
    testTimeout: 600_000,
    projects: [
      units,
      sqlite,
      ...(missing === undefined ? [suitesOn('postgres', 'sqlite', ONCE)] : []),
    ],
    reporters: [
      'default',
      '<rootDir>/test/support/report-reporter.mjs',
      ['<rootDir>/test/support/skipped-reporter.mjs', { missing }],
    ],
  };
}
