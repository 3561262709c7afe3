import { hash, randomUUID } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a key beside its place and moves it there: whoever else starts sees all of it or nothing.
 *
 * @param draft where it is written first, if nobody else may be at it
 * @returns the key that is there: another process may have been first
 */
export function keepInFile(path: string, pem: string, draft = draftOf(path)): string {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // What is there was left by one that was killed.
  rmSync(draft, { force: true });
  try {
    writeFileSync(draft, pem, { mode: 0o600, flag: 'wx', flush: true });
    linkSync(draft, path);
  } catch (error) {
    if (!existsSync(path)) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  removeDrafts(path);
  return readFileSync(path, 'utf8');
}

function draftOf(path: string): string {
  return `${path}.${randomUUID()}`;
}

const UUID = /^\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Those of processes that were killed, where the key is there: whoever is at it just now finds that, too. */
export function removeDrafts(path: string): void {
  const [folder, name] = [dirname(path), basename(path)];
  for (const each of readdirSync(folder)) {
    if (!each.startsWith(name) || !UUID.test(each.slice(name.length))) continue;
    rmSync(join(folder, each), { force: true });
  }
}

/** Where a key lies that is about to take the place of the one in the file: named by itself, so that no two meet. */
export function stagedBeside(path: string, publicKey: string): string {
  return `${path}.${hash('sha256', publicKey).slice(0, 16)}`;
}

/** Makes a key ready beside the file, for whoever reads the one there: on disk, before anything says that it counts. */
export function stage(path: string, publicKey: string, pem: string): void {
  accessSync(path, constants.W_OK);
  const staged = stagedBeside(path, publicKey);
  try {
    writeFileSync(staged, pem, { mode: 0o600, flag: 'wx', flush: true });
    const { uid, gid, mode } = statSync(path);
    if (uid !== statSync(staged).uid || gid !== statSync(staged).gid) chownSync(staged, uid, gid);
    chmodSync(staged, mode & 0o777);
    syncFolder(path);
  } catch (error) {
    // Half a key, which no log names.
    rmSync(staged, { force: true });
    throw error;
  }
}

export function unstage(path: string, publicKey: string): void {
  rmSync(stagedBeside(path, publicKey), { force: true });
}

/** A key that was made ready; `undefined` when there is none, or somebody has moved it already. */
export function stagedKey(path: string, publicKey: string): string | undefined {
  try {
    return readFileSync(stagedBeside(path, publicKey), 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * The key that was made ready takes the place of the one in the file, which is gone then. Whoever cannot move it leaves
 * it where it is: it is found there, too.
 */
export function promoteStaged(path: string, publicKey: string): void {
  const staged = stagedBeside(path, publicKey);
  try {
    renameSync(staged, path);
  } catch (error) {
    // Another process was quicker; or the file is a mount of its own, which can be written but not replaced.
    if (!existsSync(staged)) return;
    if (!(error instanceof Error && 'code' in error && error.code === 'EBUSY')) throw error;
    copyFileSync(staged, path);
    rmSync(staged);
  }
  syncFolder(path);
}

/** What was made, or moved, in a folder is on disk only with the folder. */
function syncFolder(path: string): void {
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
