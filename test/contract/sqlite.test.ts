import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from '@jest/globals';
import { StorageUnavailable } from '../../src/event-store/errors.js';
import { Projections } from '../../src/event-store/projections/projections.js';
import { ensureProjections } from '../../src/event-store/projections/rebuild-projections.js';
import { newDatabaseFile } from '../../src/event-store/sqlite/new-database-file.js';
import { openSqlite } from '../../src/event-store/sqlite/sqlite-database.js';
import { SqliteEventStore } from '../../src/event-store/sqlite/sqlite-event-store.js';
import { verifyChain } from '../../src/event-store/verify-chain.js';
import { temporaryFolder } from '../support/process.js';
import {
  counted,
  describeEventStore,
  expectErasedElsewhere,
  TEST_PROJECTION,
  TEST_REGISTRY,
  type OpenStore,
} from './event-store.contract.js';

async function openAt(path: string): Promise<SqliteEventStore> {
  const database = await openSqlite({ path, synchronous: 'full' });
  return new SqliteEventStore(database, TEST_REGISTRY, new Projections([TEST_PROJECTION]));
}

async function openFile(): Promise<OpenStore & { readonly path: string }> {
  const folder = temporaryFolder();
  const path = join(folder.path, 'log.db');
  let store = await openAt(path);
  return {
    path,
    store,
    reopen: async () => {
      await store.close();
      return (store = await openAt(path));
    },
    close: async () => {
      await store.close();
      folder.remove();
    },
  };
}

describeEventStore('an SQLite file', openFile);

describe('the event store in memory', () => {
  it('keeps what it was told, and never shows an open transaction', async () => {
    const store = await openAt(':memory:');
    await ensureProjections(store, [TEST_PROJECTION]);
    const append = store.append([
      { stream: 'a', expectedVersion: 'no-stream', events: [counted(), counted()] },
    ]);
    const seen = await store.readAll(0, 10);
    await append;
    expect([0, 2]).toContain(seen.length);
    expect(await verifyChain(store)).toMatchObject({ ok: true, checked: 2 });
    await store.close();
  });
});

describe('the event store on SQLite', () => {
  it('syncs every commit and writes ahead', async () => {
    const folder = temporaryFolder();
    const database = await openSqlite({ path: join(folder.path, 'log.db'), synchronous: 'full' });
    expect(database.writer.pragma('synchronous', { simple: true })).toBe(2);
    expect(database.writer.pragma('journal_mode', { simple: true })).toBe('wal');
    await database.close();
    folder.remove();
  });

  it('hears of an erasure by another program', async () => {
    const opened = await openFile();
    await ensureProjections(opened.store, [TEST_PROJECTION]);
    const other = await openAt(opened.path);
    await expectErasedElsewhere(opened.store, other);
    await other.close();
    await opened.close();
  });

  it('lets two programs write to one file without a gap', async () => {
    const opened = await openFile();
    await ensureProjections(opened.store, [TEST_PROJECTION]);
    const other = await openAt(opened.path);
    for (let round = 0; round < 20; round++) {
      for (const store of [opened.store, other]) {
        await store.append([{ stream: 'shared', expectedVersion: 'any', events: [counted()] }]);
      }
    }
    expect(await verifyChain(opened.store)).toMatchObject({ ok: true, checked: 40 });
    await other.close();
    await opened.close();
  });

  it('says that it is unavailable when the disk is full, loses nothing, and recovers', async () => {
    const opened = await openFile();
    await opened.close();
    const folder = temporaryFolder();
    const database = await openSqlite({ path: join(folder.path, 'log.db'), synchronous: 'full' });
    const store = new SqliteEventStore(database, TEST_REGISTRY, new Projections([TEST_PROJECTION]));
    await ensureProjections(store, [TEST_PROJECTION]);
    const append = () =>
      store.append([
        { stream: 'a', expectedVersion: 'any', events: [counted(1, { data: filler() })] },
      ]);
    const pages = Number(database.writer.pragma('page_count', { simple: true }));
    // SQLite itself then answers as it does on a full disk: SQLITE_FULL.
    database.writer.pragma(`max_page_count = ${pages + 5}`);
    let written = 0;
    const fillUp = async () => {
      for (;;) {
        await append();
        written++;
      }
    };
    await expect(fillUp()).rejects.toBeInstanceOf(StorageUnavailable);
    await expect(append()).rejects.toBeInstanceOf(StorageUnavailable);
    expect(written).toBeGreaterThan(0);
    expect((await store.head()).position).toBe(written);
    database.writer.pragma(`max_page_count = ${pages + 5000}`);
    await append();
    expect(await verifyChain(store)).toMatchObject({ ok: true, checked: written + 1 });
    await store.close();
    folder.remove();
  });

  it('writes nothing behind an error of the disk, whoever takes it for a fault of their own', async () => {
    const folder = temporaryFolder();
    const database = await openSqlite({ path: join(folder.path, 'log.db'), synchronous: 'full' });
    const store = new SqliteEventStore(database, TEST_REGISTRY, new Projections([TEST_PROJECTION]));
    await ensureProjections(store, [TEST_PROJECTION]);
    const pages = Number(database.writer.pragma('page_count', { simple: true }));
    const some = (stream: string) => [
      { stream, expectedVersion: 'any' as const, events: [counted(1, { data: filler() })] },
    ];
    let met: unknown;
    const writing = store.transact(async (transaction) => {
      database.writer.pragma(`max_page_count = ${pages + 5}`);
      while (met === undefined) {
        await transaction.append(some('a')).catch((error: unknown) => (met = error));
      }
      database.writer.pragma(`max_page_count = ${pages + 5000}`);
      await transaction.append(some('b')).catch(() => undefined);
    });
    await expect(writing).rejects.toBeInstanceOf(StorageUnavailable);
    expect(met).toBeInstanceOf(StorageUnavailable);
    expect(await store.readAll(0, 10)).toEqual([]);
    await store.append(some('b'));
    expect(await verifyChain(store)).toMatchObject({ ok: true, checked: 1 });
    await store.close();
    folder.remove();
  });

  it('knows that a write would fail, once one has, until one goes through', async () => {
    const folder = temporaryFolder();
    const database = await openSqlite({ path: join(folder.path, 'log.db'), synchronous: 'full' });
    const store = new SqliteEventStore(database, TEST_REGISTRY, new Projections([]));
    const append = () =>
      store.append([{ stream: 'a', expectedVersion: 'any', events: [counted()] }]);
    await ensureProjections(store, [TEST_PROJECTION]);
    await store.requireWritable();
    database.writer.pragma('query_only = 1');
    await expect(append()).rejects.toBeInstanceOf(StorageUnavailable);
    await expect(store.requireWritable()).rejects.toBeInstanceOf(StorageUnavailable);
    database.writer.pragma('query_only = 0');
    // A write that leaves no trace: the position of the next event is the first.
    await store.requireWritable();
    expect(await store.readAll(0, 10)).toEqual([]);
    await append();
    await store.requireWritable();
    await store.close();
    folder.remove();
  });

  it('refuses to change or delete an event', async () => {
    const opened = await openFile();
    await ensureProjections(opened.store, [TEST_PROJECTION]);
    await opened.store.append([{ stream: 'a', expectedVersion: 'any', events: [counted()] }]);
    const foreign = new Database(opened.path);
    expect(() => foreign.exec('DELETE FROM events')).toThrow('append-only');
    expect(() => foreign.exec(`UPDATE events SET actor = 'me'`)).toThrow('append-only');
    foreign.close();
    await opened.close();
  });

  it('finds a byte that was changed behind its back, and names the position', async () => {
    const opened = await openFile();
    await ensureProjections(opened.store, [TEST_PROJECTION]);
    for (let index = 0; index < 30; index++) {
      const event = counted(index, { reason: 'why', causationId: 'cause' });
      await opened.store.append([{ stream: 'a', expectedVersion: 'any', events: [event] }]);
    }
    await opened.store.close();
    const columns = [
      'id',
      'stream',
      'type',
      'actor',
      'at',
      'correlation_id',
      'causation_id',
      'reason',
      'data',
    ];
    for (const column of [...columns, 'version', 'schema_version', 'hash']) {
      const damaged = `${opened.path}.${column}`;
      copyFileSync(opened.path, damaged);
      const database = new Database(damaged);
      database.exec('DROP TRIGGER events_refuse_update');
      const change = columns.includes(column)
        ? `SUBSTR(${column}, 1, 1) || 'X' || SUBSTR(${column}, 3)`
        : column === 'hash'
          ? 'ZEROBLOB(32)'
          : `${column} + 100`;
      database.exec(`UPDATE events SET ${column} = ${change} WHERE position = 17`);
      database.close();
      const store = await openAt(damaged);
      expect(await verifyChain(store)).toMatchObject({
        ok: false,
        checked: 16,
        firstBadPosition: 17,
      });
      await store.close();
    }
  });
});

function filler(): object {
  return { by: 1, filler: 'x'.repeat(3000) };
}

describe('a new database file', () => {
  it('is there with what lies beside it, or neither is: what lay there before stays', async () => {
    const folder = temporaryFolder();
    const path = join(folder.path, 'new.db');
    const beside = ['key', 'head'].map((name) => join(folder.path, name));
    const [key = '', head = ''] = beside;
    const fill = (content: string) => (temporary: string) => {
      writeFileSync(key, '');
      writeFileSync(head, '');
      new Database(temporary).exec(content).close();
      return Promise.resolve();
    };
    writeFileSync(key, '');
    await expect(newDatabaseFile(path, '', fill('SELECT gone'), { beside })).rejects.toMatchObject({
      message: expect.stringMatching(/no such column/),
    });
    expect(readdirSync(folder.path)).toEqual(['key']);
    await newDatabaseFile(path, '', fill('CREATE TABLE t (x)'), { beside });
    expect(readdirSync(folder.path).sort()).toEqual(['head', 'key', 'new.db']);
    folder.remove();
  });
});
