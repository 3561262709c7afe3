import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StorageUnavailable } from '../errors.js';
import { IN_MEMORY } from './sqlite-database.js';

/** A commit writes some kilobytes; the WAL is written back when it has a few megabytes. */
const LEAST_BYTES = 1024 * 1024;

/** @throws StorageUnavailable when there is no room beside a database to go on writing */
export async function requireSpaceFor(path: string): Promise<void> {
  if (path === IN_MEMORY) return;
  const { bavail, bsize } = await statfs(dirname(path));
  if (bavail * bsize < LEAST_BYTES) throw new StorageUnavailable(new Error('The disk is full.'));
}
