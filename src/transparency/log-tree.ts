import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import {
  EVENT_STORE,
  READ_MODELS,
  type EventStore,
  type ReadModels,
} from '../event-store/event-store.js';
import { LatestEntries } from './latest-entries.js';
import {
  consistencyPath,
  EMPTY_ROOT,
  foldPairs,
  inclusionPath,
  leafHash,
  nodeHash,
  splitOf,
  type Range,
} from './merkle.js';
import { TILE_WIDTH } from './tile-path.js';
import { TreeNodes, type Row } from './tree-nodes.js';

/** So many roots of tiles are stored in one transaction: others write in between. While the log grows, no fewer. */
const AT_A_TIME = 64;
/** So many roots of tiles that are not stored yet stay in memory. Those of level 2 each stand for 65,536 entries. */
const TAKEN = 10_000;

/**
 * The Merkle tree over the log (RFC 6962): entry `n - 1` is the hash of the event at position `n`. Its leaves are the
 * log's own column; of what stands above them the roots of full tiles are stored, and all else is taken again when it
 * is asked for. Nothing of it is on the way of a write.
 */
@Injectable()
export class LogTree {
  /** Roots that were taken anew, or are being: behind an import or an upgrade all who ask share the work. */
  private readonly taken = new LRUCache<string, Promise<Buffer>>({ max: TAKEN });
  private readonly latest = new LatestEntries();
  private readonly nodes: TreeNodes;
  /** How often the log turned out to have lost what it held: what was taken before is of another one. */
  private rewinds = 0;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {
    this.nodes = new TreeNodes(store, readModels);
    store.onRewind(() => {
      this.taken.clear();
      this.latest.forget();
      this.rewinds++;
    });
    // On PostgreSQL a server that was behind can take over unnoticed for a moment: there the log itself is asked.
    if (!store.isRemote) store.onCommit((events) => this.latest.add(events));
  }

  /** The root over the first `size` entries, which the log must have. */
  root(size: number): Promise<Buffer> {
    return size === 0 ? Promise.resolve(EMPTY_ROOT) : this.hashOf({ start: 0, end: size });
  }

  /** What proves that an entry is in the tree of a size, from the entry's sibling up. */
  inclusion(index: number, size: number): Promise<readonly Buffer[]> {
    return this.hashesOf(inclusionPath(index, size));
  }

  /** What proves that the tree of a size is the beginning of a larger one; nothing is that of all. */
  consistency(from: number, to: number): Promise<readonly Buffer[]> {
    return from === 0 ? Promise.resolve([]) : this.hashesOf(consistencyPath(from, to));
  }

  /** The entries themselves: hashes of events. */
  async entries(start: number, count: number): Promise<readonly Buffer[]> {
    const latest = this.latest.from(start, count);
    if (latest) return latest;
    const rows = await this.readModels.all<{ readonly hash: Buffer }>(
      `SELECT hash FROM events WHERE position > ? AND position <= CAST(? AS BIGINT)
       ORDER BY position`,
      start,
      start + count,
    );
    if (rows.length !== count) throw new RangeError(`The log has no ${start + count} entries.`);
    return rows.map(({ hash }) => hash);
  }

  /** Hashes of a level of the tiles: of entries at level 0, of 256 times as many at each above. */
  async hashes({ level, start, count }: Row): Promise<readonly Buffer[]> {
    if (level === 0) return (await this.entries(start, count)).map(leafHash);
    const known = await this.nodes.of({ level, start, count });
    const hashes: Buffer[] = [];
    for (let place = start; place < start + count; place++) {
      hashes.push(known.get(place) ?? (await this.tileRoot(level, place)));
    }
    return hashes;
  }

  /**
   * Takes the roots of tiles that have become full, and stores them, some at a time.
   * @param all stores the last few, too; else they wait, as each transaction takes its time from those who write
   * @returns whether there are more
   */
  async grow(all = true): Promise<boolean> {
    const { rewinds } = this;
    const { position: size } = await this.store.head();
    for (let level = 1; TILE_WIDTH ** level <= size; level++) {
      const first = await this.nodes.count(level);
      const full = Math.floor(size / TILE_WIDTH ** level);
      if (first >= full) continue;
      const behind = Math.min(full, first + AT_A_TIME);
      const roots: Buffer[] = [];
      for (let place = first; place < behind; place++) {
        roots.push(await this.tileRoot(level, place));
      }
      if (!all && roots.length < AT_A_TIME) continue;
      await this.nodes.keep(level, first, roots, () => rewinds === this.rewinds);
      return true;
    }
    return false;
  }

  /** What stands at a level for one full tile of the level below: it does not change unless the log is rewound. */
  private tileRoot(level: number, place: number): Promise<Buffer> {
    const name = `${level}/${place}`;
    const taken = this.taken.get(name);
    if (taken) return taken;
    const root = this.takeRoot(level, place);
    this.taken.set(name, root);
    // Whoever asks next tries again.
    root.catch(() => this.taken.get(name) === root && this.taken.delete(name));
    return root;
  }

  private async takeRoot(level: number, place: number): Promise<Buffer> {
    const row = { level: level - 1, start: place * TILE_WIDTH, count: TILE_WIDTH };
    const root = foldPairs(await this.hashes(row));
    // It takes a millisecond, and behind an import or an upgrade thousands are asked for: others have their turn.
    await new Promise(setImmediate);
    return root;
  }

  private async hashesOf(ranges: readonly Range[]): Promise<readonly Buffer[]> {
    const hashes: Buffer[] = [];
    for (const range of ranges) hashes.push(await this.hashOf(range));
    return hashes;
  }

  private async hashOf(range: Range): Promise<Buffer> {
    const size = range.end - range.start;
    const row = rowOf(range);
    if (row) return foldPairs(await this.hashes(row));
    const middle = splitOf(range);
    if (middle - range.start === size) throw new RangeError('An empty range has no hash.');
    return nodeHash(
      await this.hashOf({ start: range.start, end: middle }),
      await this.hashOf({ start: middle, end: range.end }),
    );
  }
}

/** The hashes under a complete subtree, at the highest level where they stand; `undefined` if it is not complete. */
function rowOf({ start, end }: Range): Row | undefined {
  let [level, each] = [0, 1];
  while (each * TILE_WIDTH <= end - start) [level, each] = [level + 1, each * TILE_WIDTH];
  const count = (end - start) / each;
  const isComplete = [1, 2, 4, 8, 16, 32, 64, 128].includes(count) && start % (end - start) === 0;
  return isComplete ? { level, start: start / each, count } : undefined;
}
