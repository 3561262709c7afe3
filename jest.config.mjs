import { availableParallelism } from 'node:os';
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

export const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
};

/** These start what they need themselves, whatever the engine. */
const ONCE = ['/test/cli/', '/test/web/'];

/** The suites that `npm test` runs on PostgreSQL, too; `TEST_ENGINE=postgres npm test`, or `npm run prove -- engines`, runs all of them. */
const CHOSEN = [
  'contract/postgres',
  'e2e/erasure-postgres',
  'e2e/exactness',
  'e2e/invites',
  'e2e/members',
  'e2e/moderation',
  'e2e/processes-postgres',
  'replay/same-postgres',
];

const everySuite = ['<rootDir>/test/**/*.test.ts'];

/** Suites in `test/` on one engine; those that name the other engine are about that one only. */
function suitesOn(backend, other, { suites = everySuite, ignored = [] } = {}) {
  return {
    ...common,
    displayName: backend,
    roots: ['<rootDir>/test'],
    testMatch: [...suites, `!**/*${other}*.test.ts`],
    testPathIgnorePatterns: ['/node_modules/', ...ignored],
    globals: { TEST_BACKEND: backend },
  };
}

/** A server on which databases may be made and dropped. The suites read it from here. */
process.env.TEST_POSTGRES_URL ??= 'postgres://postgres@127.0.0.1:5432/postgres';

async function whyNoPostgres() {
  const client = new Client({
    connectionString: process.env.TEST_POSTGRES_URL,
    // Nobody listening is told at once; who is busy may take long.
    connectionTimeoutMillis: 60_000,
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
  // The same in every run of `npm test`; `npm run prove` draws another one each time.
  process.env.TEST_SEED ??= '1';
  const missing = await whyNoPostgres();
  const { TEST_ENGINE: engine, TEST_POSTGRES: postgres } = process.env;
  if (engine !== undefined && !['sqlite', 'postgres'].includes(engine)) {
    throw new Error(`TEST_ENGINE is ${engine}; allowed are sqlite and postgres.`);
  }
  if (missing !== undefined && (postgres === 'required' || engine === 'postgres')) {
    throw new Error(`There is no PostgreSQL at TEST_POSTGRES_URL: ${missing}`);
  }
  if (missing !== undefined) process.env.TEST_POSTGRES_MISSING = missing;
  const units = {
    ...common,
    displayName: 'units',
    roots: ['<rootDir>/src', '<rootDir>/sdk/src', '<rootDir>/web/src'],
    testMatch: ['**/*.spec.ts'],
  };
  const onPostgres = missing === undefined && engine !== 'sqlite';
  const suites =
    engine === undefined ? CHOSEN.map((name) => `<rootDir>/test/${name}.test.ts`) : everySuite;
  return {
    // More than there are cores: a suite often waits for a server or a browser.
    maxWorkers: availableParallelism() * 2,
    // Ends what hangs. How long work takes depends on whoever else is at work on the machine.
    testTimeout: 300_000,
    projects: [
      ...(engine === undefined ? [units] : []),
      ...(engine === 'postgres' ? [] : [suitesOn('sqlite', 'postgres')]),
      ...(onPostgres ? [suitesOn('postgres', 'sqlite', { suites, ignored: ONCE })] : []),
    ],
    reporters: [
      'default',
      '<rootDir>/test/support/report-reporter.mjs',
      ['<rootDir>/test/support/skipped-reporter.mjs', { missing }],
    ],
  };
}
