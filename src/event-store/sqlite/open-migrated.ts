import type Database from 'better-sqlite3';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../../migrations/index.js';
import { DatabaseRefused } from '../errors.js';
import { APPLICATION_ID } from './sqlite-file.js';
import { isUpToDate } from './sqlite-migrations.js';

/** A connection that writes, to a database whose schema is up to date. */
export interface Writer {
  readonly connection: Database.Database;
  close(): Promise<void>;
}

/** What is done with a connection before anything is asked of it. */
export type Prepare = (connection: Database.Database) => void;

/**
 * Opens a database and brings its schema up to date.
 *
 * @throws DatabaseRefused for one that is newer; nothing was written to it then
 */
export async function openMigrated(path: string, prepare: Prepare): Promise<Writer> {
  let connection: Database.Database | undefined;
  const dataSource = new DataSource({
    type: 'better-sqlite3',
    database: path,
    migrations: MIGRATIONS,
    prepareDatabase: (opened: Database.Database) => {
      connection = opened;
      prepare(opened);
    },
  });
  try {
    await dataSource.initialize();
    if (!connection) throw new DatabaseRefused('The database driver gave no connection.');
    isUpToDate(connection, path);
    connection.pragma(`application_id = ${APPLICATION_ID}`);
    await dataSource.runMigrations({ transaction: 'each' });
    connection.pragma(`user_version = ${MIGRATIONS.length}`);
    // So that the header of the file itself says what it is, whatever happens to the WAL.
    connection.pragma('wal_checkpoint(TRUNCATE)');
    return { connection, close: () => dataSource.destroy() };
  } catch (cause) {
    if (dataSource.isInitialized) await dataSource.destroy();
    else connection?.close();
    throw cause;
  }
}
