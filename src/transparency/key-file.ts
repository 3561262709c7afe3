import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a key beside its place and moves it there: whoever else starts sees all of it or nothing.
 *
 * @returns the key that is there: another process may have been first
 */
export function keepInFile(path: string, pem: string): string {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, pem, { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!existsSync(path)) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(path, 'utf8');
}

/** Where a key lies that is about to take the place of the one in the file. */
export function stagedBeside(path: string): string {
  return `${path}.new`;
}

/** Makes a key ready beside the file: on disk, before anything says that it counts. */
export function stage(path: string, pem: string): void {
  rmSync(stagedBeside(path), { force: true });
  writeFileSync(stagedBeside(path), pem, { mode: 0o600, flag: 'wx', flush: true });
}

/** The key that was made ready takes the place of the one in the file, which is gone then. */
export function promoteStaged(path: string): void {
  renameSync(stagedBeside(path), path);
}
