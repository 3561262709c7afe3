import Database from 'better-sqlite3';
import { makePrivateFile } from './private-file.js';
import { sqliteCode } from './sqlite-statements.js';

/**
 * Takes the lock of a file, which is made if it is not there. The lock is the operating system's, and goes with the
 * process, however that ends.
 *
 * @param patienceMs how long to wait for whoever has it
 * @returns what gives it back; `undefined` when another has it
 */
export function takeLock(file: string, patienceMs: number): (() => void) | undefined {
  makePrivateFile(file);
  const lock = new Database(file, { timeout: patienceMs });
  try {
    // Nothing is written: no journal need lie beside it.
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    if (sqliteCode(cause) === 'SQLITE_BUSY') return undefined;
    throw cause;
  }
  return () => void lock.close();
}
