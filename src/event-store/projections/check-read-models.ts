import { createHash } from 'node:crypto';
import { decode, takesKey } from '../event-codec.js';
import { MAX_READ, type EventStore } from '../event-store.js';
import type { StreamName } from '../event.js';
import type { EventRegistry } from '../event-types.js';
import type { StoredEvent } from '../hash-chain.js';
import { LOG_QUERIES } from '../log-queries.js';
import type { PersonalKey } from '../personal-keys.js';
import { Projections } from './projections.js';
import type { Projection } from './projection.js';
import { ensureProjections, type RebuildProgress } from './rebuild-projections.js';
import { sql } from '../statement.js';
import type { StoredLog } from '../stored-log.js';

/**
 * Compares the read models of a database with what a replay of its log makes of them, without touching
 * it: the replay goes into `scratch`, an empty store. Memory does not grow with the log.
 *
 * @param openScratch opens what is in `scratch` to be read
 * @returns the tables that differ
 * @throws ChainBroken for a log that is damaged: it cannot be replayed
 */
export async function differingReadModels(
  log: StoredLog,
  registry: EventRegistry,
  projections: readonly Projection[],
  scratch: EventStore,
  openScratch: () => Promise<StoredLog>,
  onProgress?: RebuildProgress,
): Promise<readonly string[]> {
  await ensureProjections(scratch, projections);
  await replay(log, registry, new Projections(projections), scratch, onProgress);
  const replayed = await openScratch();
  try {
    const differing: string[] = [];
    for (const table of projections.flatMap(({ tables }) => tables)) {
      const [live, made] = [await digestOf(log, table), await digestOf(replayed, table)];
      if (live !== made) differing.push(table);
    }
    return differing;
  } finally {
    await replayed.close();
  }
}

async function replay(
  log: StoredLog,
  registry: EventRegistry,
  projections: Projections,
  scratch: EventStore,
  onProgress?: RebuildProgress,
): Promise<void> {
  const { position } = await log.head();
  let done = 0;
  for (;;) {
    const page = await log.readStored(done, MAX_READ);
    const last = page.at(-1);
    if (!last) return;
    const keys = await keysOf(log, page);
    await scratch.transact(async (transaction) => {
      // A read model may look back into the log: when each block of it was written, for one.
      await transaction.adopt(page);
      for (const stored of page) {
        const event = decode(registry, stored, (stream) => keys.get(stream));
        for (const statement of projections.statementsFor(event)) {
          await transaction.write(statement);
        }
      }
    });
    done = last.position;
    await onProgress?.(done, position);
  }
}

/** The keys of the people that a page speaks of; whoever was erased has none. */
async function keysOf(
  log: StoredLog,
  page: readonly StoredEvent[],
): Promise<ReadonlyMap<StreamName, PersonalKey>> {
  const streams = [...new Set(page.filter(takesKey).map(({ stream }) => stream))];
  const found = await Promise.all(
    streams.map(async (stream) => {
      const [row] = await log.all<PersonalKey>(sql(LOG_QUERIES.key, stream));
      return row && ([stream, row] as const);
    }),
  );
  return new Map(found.filter((entry) => entry !== undefined));
}

/** The same for the same rows in whatever order: their number, and the sum of their hashes. */
async function digestOf(log: StoredLog, table: string): Promise<string> {
  let rows = 0;
  let sum = 0n;
  for await (const row of log.rows(table)) {
    const columns = Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1));
    const hash = createHash('sha256').update(JSON.stringify(columns)).digest('hex');
    sum = (sum + BigInt(`0x${hash}`)) % 2n ** 256n;
    rows++;
  }
  return `${rows}:${sum.toString(16)}`;
}
