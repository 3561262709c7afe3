import { DataSource } from 'typeorm';
import type { Database } from 'better-sqlite3';
import { Invite } from './invite.entity.js';
import { Member } from './member.entity.js';
import { Session } from './session.entity.js';

/** Opens a file with the settings that Gatehouse has: WAL, and on disk before anybody is answered. */
export function openDatabase(file: string): Promise<DataSource> {
  return new DataSource({
    type: 'better-sqlite3',
    database: file,
    entities: [Invite, Member, Session],
    synchronize: true,
    enableWAL: true,
    prepareDatabase: (database: Database) => {
      database.pragma('synchronous = FULL');
    },
  }).initialize();
}
