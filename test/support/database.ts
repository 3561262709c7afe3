import { join } from 'node:path';
import { temporaryDatabase } from './postgres.js';
import { temporaryFolder } from './process.js';

export type Backend = 'sqlite' | 'postgres';

declare global {
  /** The engine that this run of a suite is on: jest's project, see `jest.config.mjs`. */
  var TEST_BACKEND: Backend;
}

/** Where a Gatehouse keeps its log in one test. */
export interface TestDatabase {
  /** As in `GATEHOUSE_DATABASE_URL`. */
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * An empty database on the engine that is being tested. On PostgreSQL no commit waits for the disk:
 * what must be on disk is shown in `test/contract/`, `test/crash/` and `prove/`.
 */
export async function newDatabase(on: Backend = TEST_BACKEND): Promise<TestDatabase> {
  return on === 'postgres' ? temporaryDatabase({ durable: false }) : temporaryFile();
}

function temporaryFile(): TestDatabase {
  const folder = temporaryFolder();
  return {
    url: `sqlite:${join(folder.path, 'gatehouse.db')}`,
    drop: () => {
      folder.remove();
      return Promise.resolve();
    },
  };
}
