import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Inject } from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '../../event-store/event-store.js';
import { HASH_BYTES } from '../merkle.js';
import { LogTree } from '../log-tree.js';
import { sizeFor, TILE_WIDTH, type Tile } from '../tile-path.js';

/** A tile as it goes out; `undefined` while the log is not that long. */
export class GetTile extends Query<Buffer | undefined> {
  constructor(readonly tile: Tile) {
    super();
  }
}

/** How many bytes an entry has, before each. */
const LENGTH = Buffer.of(0, HASH_BYTES);

@QueryHandler(GetTile)
export class GetTileHandler implements IQueryHandler<GetTile> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly tree: LogTree,
  ) {}

  async execute({ tile }: GetTile): Promise<Buffer | undefined> {
    const { position } = await this.store.head();
    if (sizeFor(tile) > position) return undefined;
    const { level, index, width: count } = tile;
    const start = index * TILE_WIDTH;
    if (level !== 'entries') return Buffer.concat(await this.tree.hashes({ level, start, count }));
    const entries = await this.tree.entries(start, count);
    return Buffer.concat(entries.flatMap((entry) => [LENGTH, entry]));
  }
}
