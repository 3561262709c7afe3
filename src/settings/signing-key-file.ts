import type { DatabaseAddress } from './database-url.js';

/** Where the key that signs heads lies, if no setting says otherwise: beside a database that is a file. */
export function signingKeyOf(database: DatabaseAddress): string | undefined {
  const isFile = database.engine === 'sqlite' && database.path !== ':memory:';
  return isFile ? signingKeyBeside(database.path) : undefined;
}

/** The signing key of a database that is this file. */
export function signingKeyBeside(path: string): string {
  return `${path}.signing-key`;
}
