import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

const OWNERS_FILE = 0o600;
const OWNERS_FOLDER = 0o700;

/** Makes the folder of a file, if it is not there, for its owner alone: what lies in it is about people. */
export function makeFolderOf(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: OWNERS_FOLDER });
}

/**
 * Makes a file, if it is not there, that only its owner may read: SQLite would give others what the process's mask
 * leaves them, and what it makes beside a file has the rights of that.
 *
 * @param flag `wx` when there must be none yet
 */
export function makePrivateFile(path: string, flag: 'a' | 'wx' = 'a'): void {
  closeSync(openSync(path, flag, OWNERS_FILE));
}
