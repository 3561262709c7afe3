import { createHash, randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import bs58 from 'bs58';
import type { UserId } from '../../src/platform/ids.js';
import { CARRIED_TABLES } from '../../src/event-store/carried-tables.js';
import { PROJECTIONS } from '../../src/projections.js';
import { gatehouseJson } from '../../test/support/command-line.js';
import { times } from '../../test/support/concurrently.js';
import { DecentcomDatabase } from '../../test/support/decentcom-database.js';
import { growLog } from '../../test/support/grown-log.js';
import { lengthen } from '../../test/support/log.js';
import { OLDER_SCHEMA } from '../../test/support/older-schema.js';
import { memberBy, ownerOf, type Person } from '../../test/support/person.js';
import { startGatehouse, temporaryFolder } from '../../test/support/process.js';
import { tablesOf, type Rows } from '../../test/support/tables.js';

const PEOPLE = 500;
const THOUSANDS = 2;
const IMPORTED = 400;

export const READ_MODELS = PROJECTIONS.flatMap(({ tables }) => tables);
/** What a copy brings, but for what every database has of its own. */
export const ARRIVING = [
  'events',
  ...CARRIED_TABLES.filter(({ isThereAlways }) => isThereAlways !== true).map(({ name }) => name),
];

export type Tables = Readonly<Record<string, Rows | undefined>>;

/** What the commands that are cut off begin with, made once and never written. */
export interface World {
  /** A community, and what is in it. */
  readonly sound: string;
  readonly tables: Tables;
  readonly person: Person;
  /** What only `person` is called. */
  readonly name: string;
  /** The same community as an older version has left it, with read models that are to be made anew. */
  readonly older: string;
  readonly backup: string;
  readonly exported: Buffer;
  /** A community that nobody has come to, and one of decentcom to be brought there. */
  readonly fresh: string;
  readonly decentcom: string;
  /** A folder of its own. */
  room(): string;
  remove(): void;
}

export async function makeWorld(): Promise<World> {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  let rooms = 0;
  const sound = at('sound.db');
  const name = `Unforgettable-${randomBytes(6).toString('hex')}`;
  const person = await makeCommunity(sound, name);
  const older = at('older.db');
  copyFileSync(sound, older);
  withFile(older, (database) => {
    for (const statement of OLDER_SCHEMA) database.exec(statement);
    database.exec('UPDATE projections SET version = 0');
  });
  const backup = at('backup.db');
  await gatehouseJson(['backup', backup, '--database', `sqlite:${sound}`]);
  const exported = at('export.ndjson');
  await gatehouseJson(['audit', 'export', '--out', exported, '--database', `sqlite:${sound}`]);
  const fresh = at('fresh.db');
  await (await startGatehouse(`sqlite:${fresh}`)).stop();
  const decentcom = at('decentcom.db');
  makeDecentcom(decentcom);
  return {
    ...{ sound, person, name, older, backup, fresh, decentcom },
    tables: await tablesOf(`sqlite:${sound}`),
    exported: readFileSync(exported),
    room: () => {
      const room = at(`room-${++rooms}`);
      mkdirSync(room);
      return room;
    },
    remove: () => folder.remove(),
  };
}

async function makeCommunity(path: string, display_name: string): Promise<Person> {
  const url = `sqlite:${path}`;
  let server = await startGatehouse(url);
  const owner = await ownerOf(server);
  const code = await owner.invite();
  const person = await memberBy(server.url, code);
  await person.call('PATCH', '/auth/me', { body: { display_name } });
  await owner.call('POST', '/invites', { headers: { 'idempotency-key': 'once' } });
  await server.stop();
  await growLog(url, owner.userId as UserId, PEOPLE, (number) => number >> 2);
  await lengthen(url, THOUSANDS);
  // It stores the tree, too, and leaves one file without anything beside it.
  server = await startGatehouse(url);
  await server.stop();
  withFile(path, (database) => database.pragma('journal_mode = DELETE'));
  return person;
}

function makeDecentcom(path: string): void {
  const decentcom = DecentcomDatabase.make(path);
  decentcom.database.transaction(() => {
    const key = (): string => bs58.encode(randomBytes(32));
    const at = '2025-03-01T08:00:00.000Z';
    const first = decentcom.member(key(), at, ['admin'], { display_name: 'Ada' });
    for (const index of times(IMPORTED)) {
      decentcom.member(key(), at, [], { display_name: `Person ${index % 50}` });
    }
    for (const index of times(IMPORTED / 4)) {
      decentcom.invite(`Invite${String(index).padStart(3, '0')}`, first, { max_uses: 5 });
    }
  })();
  decentcom.close();
}

export function withFile(path: string, work: (database: Database.Database) => unknown): void {
  const database = new Database(path, { fileMustExist: true });
  try {
    work(database);
  } finally {
    database.close();
  }
}

/** A copy of a database with its key, to be written. */
export function copyTo(room: string, path: string): string {
  const copy = join(room, 'gatehouse.db');
  copyFileSync(path, copy);
  writeFileSync(`${copy}.signing-key`, readFileSync(`${path}.signing-key`), { mode: 0o600 });
  return copy;
}

export function digestOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

export function only(names: readonly string[], tables: Tables): Tables {
  return Object.fromEntries(names.map((name) => [name, tables[name]]));
}
