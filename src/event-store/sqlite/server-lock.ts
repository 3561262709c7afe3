import { existsSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { DatabaseRefused } from '../errors.js';
import { takeLock } from './file-lock.js';
import { sqliteCode } from './sqlite-statements.js';

export interface ServerLock {
  readonly giveBack: () => void;
  /** Leaves nothing behind where there was nothing: the file turned out not to be ours. */
  readonly undo: () => void;
}

/** A server that is being replaced may take a moment to be gone. */
const PATIENCE_MS = 2000;

/**
 * Makes sure that a file has one server: two would not hear of each other's ended sessions. The lock is on a file beside
 * it, because the command line may write at the same time.
 *
 * @throws DatabaseRefused when another server has it
 */
export function lockForServer(path: string): ServerLock {
  const file = `${path}.lock`;
  const isNew = !existsSync(file);
  const giveBack = takeLock(file, PATIENCE_MS);
  if (!giveBack) throw new DatabaseRefused(`${path} is served already, by another Gatehouse`);
  return {
    giveBack,
    undo: () => {
      if (isNew) rmSync(file);
      giveBack();
    },
  };
}

/**
 * Whether a server has a file; nothing is written by looking.
 * @throws DatabaseRefused when it cannot be seen
 */
export function isServed(path: string): boolean {
  const file = `${path}.lock`;
  if (!existsSync(file)) return false;
  let looking: Database.Database | undefined;
  try {
    looking = new Database(file, { readonly: true, timeout: PATIENCE_MS });
    // Whoever reads shares a lock, which the server's keeps out.
    looking.prepare('SELECT * FROM sqlite_master').all();
    return false;
  } catch (cause) {
    if (sqliteCode(cause) === 'SQLITE_BUSY') return true;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DatabaseRefused(`${file} cannot be read: ${why}`);
  } finally {
    looking?.close();
  }
}
