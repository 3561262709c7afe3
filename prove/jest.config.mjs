import { dirname } from 'node:path';
import configure, { common } from '../jest.config.mjs';

const rootDir = dirname(import.meta.dirname);

const ENGINES = ['sqlite', 'postgres'];
const A_DAY_MS = 86_400_000;

/** Any suite, of the gate or of `prove/`, on either engine, one at a time; `run.mjs` names them. */
export default async function prove() {
  // Looks for PostgreSQL, as for the gate.
  await configure();
  return {
    rootDir,
    maxWorkers: 1,
    testTimeout: A_DAY_MS,
    projects: ENGINES.map((engine) => ({
      ...common,
      displayName: engine,
      rootDir,
      roots: ['<rootDir>/test', '<rootDir>/prove'],
      testMatch: ['**/*.test.ts', '**/*.proof.ts'],
      globals: { TEST_BACKEND: engine },
    })),
    reporters: ['default', '<rootDir>/test/support/report-reporter.mjs'],
  };
}
