import { existsSync, lstatSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeLock } from '../event-store/sqlite/file-lock.js';

const NAME = /^gatehouse-(replay|import|heads|demo)-\w{6}$/;
/** Held by the process that works there: whatever ends it, the lock is free then. */
const LOCK = 'scratch.lock';

export interface ScratchFolder {
  readonly path: string;
  readonly remove: () => void;
}

/**
 * A folder among the system's temporary files, for what a command needs while it works. What it holds is about people, so
 * those of commands that were killed go when the next one is made.
 */
export function scratchFolder(purpose: 'replay' | 'import' | 'heads' | 'demo'): ScratchFolder {
  removeAbandoned();
  const path = mkdtempSync(join(tmpdir(), `gatehouse-${purpose}-`));
  const remove = (): void => rmSync(path, { recursive: true, force: true });
  try {
    // Nobody may find it before it is held.
    const early = join(path, `${LOCK}.new`);
    const giveBack = takeLock(early, 0);
    renameSync(early, join(path, LOCK));
    return {
      path,
      remove: () => {
        giveBack?.();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

function removeAbandoned(): void {
  const folder = tmpdir();
  for (const name of readdirSync(folder)) {
    if (!NAME.test(name)) continue;
    try {
      removeIfAbandoned(join(folder, name));
    } catch {
      // Another has removed it, or it cannot be: that is no reason to do nothing of what was asked for.
    }
  }
}

/** One without a lock is just being made, or somebody asked that it be kept. */
function removeIfAbandoned(path: string): void {
  const stats = lstatSync(path);
  const isOurs = stats.isDirectory() && stats.uid === (process.getuid?.() ?? stats.uid);
  const lock = join(path, LOCK);
  if (!isOurs || !existsSync(lock)) return;
  const giveBack = takeLock(lock, 0);
  if (!giveBack) return;
  rmSync(path, { recursive: true, force: true });
  giveBack();
}
