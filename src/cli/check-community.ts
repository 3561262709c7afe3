import { join } from 'node:path';
import type { DatabaseAddress } from '../settings/database-url.js';
import { differingReadModels } from '../event-store/projections/check-read-models.js';
import { ChainBroken } from '../event-store/errors.js';
import { MAX_READ, type Head } from '../event-store/event-store.js';
import { follow, GENESIS_HASH } from '../event-store/hash-chain.js';
import type { StoredLog } from '../event-store/stored-log.js';
import { verifyChain, type ChainReport } from '../event-store/verify-chain.js';
import { EVENT_REGISTRY } from '../events.js';
import { PROJECTIONS } from '../projections.js';
import { openStore, openStored } from './databases.js';
import { Failure } from './failures.js';
import { scratchFolder } from './scratch-folder.js';
import type { Terminal } from './terminal.js';

/** Recomputes the hash chain from the first event on, with progress. */
export async function checkChain(log: StoredLog, terminal: Terminal): Promise<ChainReport> {
  const { position } = await log.head();
  return verifyChain({
    readStored: async (after, limit) => {
      terminal.progress('recomputing the chain, events', after, position);
      await new Promise(setImmediate);
      terminal.signal.throwIfAborted();
      return log.readStored(after, limit);
    },
  });
}

/**
 * Proves a database before anybody relies on it: its chain, and its read models against a replay.
 * @param name what to call it, e.g. `the backup`
 * @throws Failure that says what is wrong with it
 */
export async function prove(
  address: DatabaseAddress,
  name: string,
  terminal: Terminal,
): Promise<Head> {
  const log = await openStored(address);
  try {
    const { ok, firstBadPosition } = await checkChain(log, terminal);
    if (!ok) {
      throw new Failure(
        `${name} is damaged at position ${firstBadPosition ?? 0}: the chain breaks.`,
      );
    }
    const differing = await checkReadModels(log, terminal);
    if (differing.length > 0) {
      throw new Failure(`${name} has tables that the log does not make: ${differing.join(', ')}.`);
    }
    return await log.head();
  } finally {
    await log.close();
  }
}

/**
 * Recomputes the chain over the last `count` events only.
 * @throws ChainBroken at the first that is wrong
 */
export async function checkEndOfChain(log: StoredLog, count: number): Promise<number> {
  const end = await log.head();
  const from = Math.max(0, end.position - count);
  const [before] = from === 0 ? [] : await log.readStored(from - 1, 1);
  let head: Head = { position: from, hash: before?.hash ?? GENESIS_HASH };
  while (head.position < end.position) {
    const page = await log.readStored(head.position, MAX_READ);
    if (page.length === 0) throw new ChainBroken(head.position + 1);
    for (const event of page) head = follow(head, event);
  }
  if (!head.hash.equals(end.hash)) throw new ChainBroken(end.position);
  return end.position - from;
}

/**
 * The read models that are not what a replay of the log makes, by table. The replay goes into a temporary
 * file; the database is only read.
 */
export async function checkReadModels(
  log: StoredLog,
  terminal: Terminal,
): Promise<readonly string[]> {
  const folder = scratchFolder('replay');
  const scratch = { engine: 'sqlite', path: join(folder.path, 'replay.db') } as const;
  try {
    const store = await openStore(scratch);
    try {
      return await differingReadModels(
        log,
        EVENT_REGISTRY,
        PROJECTIONS,
        store,
        () => openStored(scratch),
        async (done, of) => {
          terminal.progress('replaying the log, events', done, of);
          await new Promise(setImmediate);
          terminal.signal.throwIfAborted();
        },
      );
    } finally {
      await store.close();
    }
  } finally {
    folder.remove();
  }
}
