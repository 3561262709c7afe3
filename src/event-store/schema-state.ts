import { MIGRATIONS } from '../../migrations/index.js';
import { DatabaseRefused } from './errors.js';

/** How the schema of a database stands to this program. */
export type SchemaState = 'current' | 'older' | 'newer' | 'foreign';

/** All migrations of this program by name, oldest first. */
export const KNOWN_MIGRATIONS: readonly string[] = MIGRATIONS.map(({ name }) => name);

/** The state of a schema from the names in its table `migrations`. */
export function schemaState(done: readonly string[]): SchemaState {
  const strangers = done.filter((name) => !KNOWN_MIGRATIONS.includes(name));
  if (strangers.length > 0) return strangers.length < done.length ? 'newer' : 'foreign';
  return KNOWN_MIGRATIONS.every((name) => done.includes(name)) ? 'current' : 'older';
}

/**
 * Refuses to read a database whose schema is not this program's own.
 * @param what names the database in the message
 */
export function refuseOtherSchema(what: string, done: readonly string[]): void {
  switch (schemaState(done)) {
    case 'current':
      return;
    case 'older':
      throw new DatabaseRefused(
        `${what} was written by an older version of Gatehouse; run \`gatehouse migrate up\` on it`,
      );
    case 'newer':
      throw new DatabaseRefused(
        `${what} was written by a newer version of Gatehouse; update the program`,
      );
    case 'foreign':
      throw new DatabaseRefused(`${what} is not a Gatehouse database`);
  }
}
