import type { EventStore, ReadModels } from '../event-store/event-store.js';
import { sql } from '../event-store/statement.js';

/** A number of hashes that stand beside each other at a level of the tiles. */
export interface Row {
  readonly level: number;
  readonly start: number;
  readonly count: number;
}

/** The roots of full tiles, as they are stored: of each level the first so many. */
export class TreeNodes {
  constructor(
    private readonly store: EventStore,
    private readonly readModels: ReadModels,
  ) {}

  /** How many roots of a level are stored. */
  async count(level: number): Promise<number> {
    const row = await this.readModels.get<{ readonly last: number | null }>(
      'SELECT MAX(place) AS last FROM tree_nodes WHERE level = ?',
      level,
    );
    return row?.last == null ? 0 : row.last + 1;
  }

  /** Those of a row that are stored, by their places. */
  async of({ level, start, count }: Row): Promise<ReadonlyMap<number, Buffer>> {
    const stored = await this.readModels.all<{ readonly place: number; readonly hash: Buffer }>(
      `SELECT place, hash FROM tree_nodes
       WHERE level = ? AND place >= ? AND place < CAST(? AS BIGINT) ORDER BY place`,
      level,
      start,
      start + count,
    );
    return new Map(stored.map(({ place, hash }) => [place, hash]));
  }

  /** @param isOfThisLog whether they were taken of the log as it still is: asked under its lock */
  keep(
    level: number,
    first: number,
    roots: readonly Buffer[],
    isOfThisLog: () => boolean,
  ): Promise<void> {
    return this.store.transact(async (transaction) => {
      if (!isOfThisLog()) return;
      for (const [offset, hash] of roots.entries()) {
        // Another process comes to the same.
        await transaction.write(
          sql(
            'INSERT INTO tree_nodes (level, place, hash) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
            level,
            first + offset,
            hash,
          ),
        );
      }
    });
  }
}
