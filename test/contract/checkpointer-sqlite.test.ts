import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { NewEvent } from '../../src/event-store/event.js';
import { Projections } from '../../src/event-store/projections/projections.js';
import { ensureProjections } from '../../src/event-store/projections/rebuild-projections.js';
import { openSqlite, type SqliteDatabase } from '../../src/event-store/sqlite/sqlite-database.js';
import { SqliteEventStore } from '../../src/event-store/sqlite/sqlite-event-store.js';
import { verifyChain } from '../../src/event-store/verify-chain.js';
import { times } from '../support/concurrently.js';
import { temporaryFolder } from '../support/process.js';
import { counted, forgotten, met, TEST_PROJECTION, TEST_REGISTRY } from './event-store.contract.js';

const ROOT = join(import.meta.dirname, '..', '..');
/** A thread runs what was built. */
const WORKER = pathToFileURL(join(ROOT, 'dist/src/event-store/sqlite/checkpoint.worker.js'));
const BATCH = 100;
const MIB = 2 ** 20;
const ENOUGH = 150_000;

describe('a WAL that a thread writes back', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let path: string;
  let database: SqliteDatabase;
  let store: SqliteEventStore;
  let troubles: string[];
  let appended: number;

  beforeEach(async () => {
    folder = temporaryFolder();
    path = join(folder.path, 'log.db');
    await open();
    await ensureProjections(store, [TEST_PROJECTION]);
    troubles = [];
    appended = 0;
  });
  afterEach(async () => {
    await store.close();
    // The last one that closes it leaves a file that is whole by itself.
    expect(statSync(`${path}-wal`, { throwIfNoEntry: false })).toBeUndefined();
    await open();
    expect(await verifyChain(store)).toMatchObject({ ok: true, checked: appended });
    await store.close();
    folder.remove();
  });

  const open = async (): Promise<void> => {
    database = await openSqlite({ path, synchronous: 'full' });
    store = new SqliteEventStore(database, TEST_REGISTRY, new Projections([TEST_PROJECTION]));
  };
  const checkpointBeside = (worker = WORKER): void =>
    store.checkpointBeside((what) => troubles.push(what), worker);

  const append = async (): Promise<void> => {
    if (appended >= ENOUGH) throw new Error('The WAL does not start anew.');
    // SQLite answers at once: without a turn of the event loop nothing would be heard of the thread.
    await new Promise(setImmediate);
    const data = { by: 1, filler: 'x'.repeat(3000) };
    const events = times(BATCH).map(() => counted(1, { data }));
    await store.append([{ stream: `s${appended % 7}`, expectedVersion: 'any', events }]);
    appended += BATCH;
  };

  /** Of the header of the WAL: each time it starts anew, SQLite takes another. */
  const salt = (): number => {
    const file = openSync(`${path}-wal`, 'r');
    const bytes = Buffer.alloc(4);
    readSync(file, bytes, 0, 4, 16);
    closeSync(file);
    return bytes.readUInt32BE();
  };

  it('starts anew when it is long, while appends go on', async () => {
    checkpointBeside();
    expect(database.writer.pragma('wal_autocheckpoint', { simple: true })).toBe(65_536);
    await append();
    let [before, starts] = [salt(), 0];
    while (starts < 2) {
      await append();
      if (salt() === before) continue;
      before = salt();
      starts++;
      // What was in it is in the file now.
      expect(statSync(path).size).toBeGreaterThan(starts * 30 * MIB);
    }
    expect(troubles).toEqual([]);
  });

  it('waits for whoever is reading from it, and makes no command wait for them', async () => {
    checkpointBeside();
    await append();
    const reader = new Database(path, { readonly: true });
    reader.exec('BEGIN');
    expect(reader.prepare('SELECT COUNT(*) FROM events').pluck().get()).toBe(BATCH);
    const before = salt();
    // Twice as much as makes it start anew.
    while (appended < 20_000) await append();
    expect(salt()).toBe(before);
    expect(reader.prepare('SELECT COUNT(*) FROM events').pluck().get()).toBe(BATCH);
    reader.close();
    while (salt() === before) await append();
    expect(troubles).toEqual([]);
  });

  it('is empty after an erasure, also one that comes while it is written back', async () => {
    checkpointBeside();
    const about = async (event: NewEvent): Promise<void> => {
      await store.append([{ stream: 'user-1', expectedVersion: 'any', events: [event] }]);
      appended++;
    };
    await about(met('Ada'));
    // Statements enough for a checkpoint, which is running when the last of them is in.
    while (appended < 10_001) await append();
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
    await about(forgotten());
    expect(statSync(`${path}-wal`).size).toBe(0);
    expect(troubles).toEqual([]);
  });

  it('is written back by commits again when the thread has ended', async () => {
    checkpointBeside(new URL('data:text/javascript,throw new Error("It is gone.")'));
    while (troubles.length === 0) await append();
    expect(troubles).toEqual([expect.stringContaining('It is gone.')]);
    expect(database.writer.pragma('wal_autocheckpoint', { simple: true })).toBe(1000);
    await append();
  });

  it('is left to SQLite in memory', async () => {
    const memory = await openSqlite({ path: ':memory:', synchronous: 'full' });
    const inMemory = new SqliteEventStore(memory, TEST_REGISTRY, new Projections([]));
    inMemory.checkpointBeside((what) => troubles.push(what), WORKER);
    await inMemory.close();
    expect(troubles).toEqual([]);
  });
});
