import Database from 'better-sqlite3';
import { DatabaseRefused } from '../errors.js';
import { schemaState } from '../schema-state.js';
import { newer } from './sqlite-file.js';
import { migrationsInFile } from './sqlite-migrations.js';
import { translateError } from './sqlite-statements.js';

/** Pages that are copied before others get their turn. */
const PAGES = 1000;

/**
 * Copies a database file as it is at this moment, page by page, while others go on writing to it.
 *
 * @param onProgress hears how many pages are done, and of how many; what it throws ends the copy
 * @throws DatabaseRefused for a file that is not there, not ours, or newer; StorageUnavailable when the
 *   disk is full
 */
export async function backUpFile(
  path: string,
  to: string,
  onProgress: (done: number, of: number) => void,
): Promise<void> {
  const done = migrationsInFile(path);
  if (!done) throw new DatabaseRefused(`${path} does not exist`);
  if (['newer', 'foreign'].includes(schemaState(done))) throw new DatabaseRefused(newer(path));
  const connection = new Database(path, { readonly: true, fileMustExist: true });
  try {
    connection.pragma('busy_timeout = 5000');
    // One read transaction for all of it: else each commit of the server would make it begin anew.
    connection.exec('BEGIN');
    connection.prepare('SELECT COUNT(*) FROM migrations').get();
    await connection.backup(to, {
      progress: ({ totalPages, remainingPages }) => {
        onProgress(totalPages - remainingPages, totalPages);
        return PAGES;
      },
    });
  } catch (error) {
    throw translateError(error);
  } finally {
    connection.close();
  }
}
