import { dirname } from 'node:path';
import configure, { common } from '../jest.config.mjs';

const rootDir = dirname(import.meta.dirname);

const ENGINES = ['sqlite', 'postgres'];
/** Ends what hangs. */
const AN_HOUR_MS = 3_600_000;

/** Any suite, of the gate or of `prove/`, on either engine, one at a time; `run.mjs` names them. */
export default async function prove() {
  // Looks for PostgreSQL, as for the gate.
  await configure();
  return {
    rootDir,
    maxWorkers: 1,
    testTimeout: AN_HOUR_MS,
    projects: ENGINES.map((engine) => ({
      ...common,
      displayName: engine,
      rootDir,
      roots: ['<rootDir>/test', '<rootDir>/prove'],
      testMatch: ['**/*.test.ts', '**/*.proof.ts'],
      globals: { TEST_BACKEND: engine },
    })),
    reporters: [
      'default',
      '<rootDir>/test/support/report-reporter.mjs',
      '<rootDir>/test/support/skipped-reporter.mjs',
      '<rootDir>/prove/progress-reporter.mjs',
    ],
  };
}
