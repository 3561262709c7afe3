import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { times } from '../../test/support/concurrently.js';
import { openLog, type Log } from '../../test/support/log.js';
import type { ReadModels } from '../event-store/event-store.js';
import { sql } from '../event-store/statement.js';
import { LogTree } from './log-tree.js';
import { EMPTY_ROOT, leafHash, nodeHash } from './merkle.js';
import { TILE_WIDTH } from './tile-path.js';

const TILES = 3;
const SIZE = TILES * TILE_WIDTH + 20;
/** So many full tiles are much while the log grows. */
const MUCH = 64;

let store: Log;
let tree: LogTree;
/** Where the whole tiles of entries begin that were read. */
let read: number[];

beforeEach(async () => {
  store = await openLog('sqlite::memory:', []);
  await appendTiles();
  read = [];
  tree = treeOver(store);
});
afterEach(() => store.close());

function treeOver(log: Log): LogTree {
  const all = store.all.bind(store);
  const watched = (text: string, ...values: readonly unknown[]) => {
    const [start = 0, end = 0] = values.map(Number);
    if (text.includes('FROM events') && end - start === TILE_WIDTH) read.push(start);
    return (all as (...given: readonly unknown[]) => Promise<never>)(text, ...values);
  };
  return new LogTree(log, Object.assign(Object.create(store) as ReadModels, { all: watched }));
}

async function appendTiles(): Promise<void> {
  const events = times(SIZE).map((index) => ({
    id: `event-${index}-${randomBytes(4).toString('hex')}`,
    type: 'ServerSettingsChanged',
    data: { name: `Name ${index}` },
    actor: 'system',
    at: '2026-11-22T10:00:00.000Z',
    correlationId: 'test',
    causationId: null,
  }));
  await store.append([{ stream: 'server', expectedVersion: 'any', events }]);
}

/** How many roots of tiles are in the database. */
async function stored(): Promise<number | undefined> {
  const row = await store.get<{ count: number }>('SELECT COUNT(*) AS count FROM tree_nodes');
  return row?.count;
}

/** RFC 6962, as it says it: the largest power of two that is smaller goes left. */
function rootOf(hashes: readonly Buffer[]): Buffer {
  const [first] = hashes;
  if (first === undefined) return EMPTY_ROOT;
  if (hashes.length === 1) return first;
  const left = 2 ** Math.ceil(Math.log2(hashes.length) - 1);
  return nodeHash(rootOf(hashes.slice(0, left)), rootOf(hashes.slice(left)));
}

const expectedRoot = async (size: number) =>
  rootOf((await tree.entries(0, size)).map((entry) => leafHash(entry)));

describe('a tree of which nothing is stored yet', () => {
  it('is taken once, whoever asks, and together or one after the other', async () => {
    const expected = await expectedRoot(SIZE);
    const together = await Promise.all(times(5).map(() => tree.root(SIZE)));
    expect(together.map((root) => root.equals(expected))).toEqual(Array(5).fill(true));
    await tree.inclusion(0, SIZE);
    await tree.root(SIZE);
    expect(read.sort((a, b) => a - b)).toEqual(times(TILES).map((tile) => tile * TILE_WIDTH));
  });

  it('is taken again after a read that failed', async () => {
    const all = store.all.bind(store);
    let fails = true;
    const broken: Pick<Log, 'all'> = {
      all: (text, ...values) =>
        fails && text.includes('FROM events')
          ? Promise.reject(new Error('The disk is gone.'))
          : all(text, ...values),
    };
    tree = new LogTree(store, Object.assign(Object.create(store) as ReadModels, broken));
    await expect(tree.root(SIZE)).rejects.toThrow('The disk is gone.');
    fails = false;
    expect(await tree.root(SIZE)).toEqual(await expectedRoot(SIZE));
  });

  it('is taken again from a log that has lost what it held', async () => {
    const listeners: (() => void)[] = [];
    const rewindable = { onRewind: (listener: () => void) => void listeners.push(listener) };
    tree = new LogTree(Object.assign(Object.create(store) as Log, rewindable), store);
    const before = await tree.root(SIZE);
    await store.transact(async (transaction) => {
      const zeros = Buffer.alloc(32);
      await transaction.write(sql('DROP TRIGGER IF EXISTS events_refuse_update'));
      await transaction.write(sql('UPDATE events SET hash = ? WHERE position = 300', zeros));
    });
    expect(await tree.root(SIZE)).toEqual(before);
    for (const rewound of listeners) rewound();
    const after = await tree.root(SIZE);
    expect(after).toEqual(await expectedRoot(SIZE));
    expect(after).not.toEqual(before);
  });

  it('is read from the log for what was there at the start, and from then on taken as it comes', async () => {
    await appendTiles();
    while (await tree.grow());
    // The tile in which the log was when the tree came to it is read whole.
    expect(read).toEqual(times(TILES + 1).map((tile) => tile * TILE_WIDTH));
    expect(await tree.root(2 * SIZE)).toEqual(await new LogTree(store, store).root(2 * SIZE));
  });

  it('is read from the log wherever another server may take over', async () => {
    tree = treeOver(Object.assign(Object.create(store) as Log, { isRemote: true }));
    await appendTiles();
    while (await tree.grow());
    const full = Math.floor((2 * SIZE) / TILE_WIDTH);
    expect(read).toEqual(times(full).map((tile) => tile * TILE_WIDTH));
  });

  it('is taken while the log grows, and stored when there is much of it', async () => {
    while (await tree.grow(false));
    expect(await stored()).toBe(0);
    expect(read).toEqual(times(TILES).map((tile) => tile * TILE_WIDTH));
    for (let tiles = TILES; tiles < MUCH; tiles += TILES) await appendTiles();
    while (await tree.grow(false));
    expect(await stored()).toBe(MUCH);
  });

  it('is the same when it is stored', async () => {
    const expected = await expectedRoot(SIZE);
    while (await tree.grow());
    expect(await stored()).toBe(TILES);
    const fresh = new LogTree(store, store);
    expect(await fresh.root(SIZE)).toEqual(expected);
  });
});
