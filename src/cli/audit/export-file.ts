import { open, type FileHandle } from 'node:fs/promises';
import { Failure, isSystemError } from '../failures.js';

const LF = 10;
/** How much of the end of a file is read at a time, looking for its last line. */
const CHUNK = 64 * 1024;
/** Lines are some hundred bytes; a longer one than this is no line of ours. */
const MAX_LINE = 16 * 1024 * 1024;
/** It holds the codes of invites that work. */
const MODE = 0o600;

/** Where a file of an export ends. */
export interface ExportEnd {
  /** Of the last whole line; 0 when there is none. */
  readonly position: number;
  /** Hexadecimal; empty when there is no whole line. */
  readonly hash: string;
}

/**
 * Makes the file of an export.
 * @throws Failure when there is something of that name
 */
export async function newExportFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', MODE);
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') {
      throw new Failure(`${path} exists already; --resume goes on where it ends.`);
    }
    throw unwritable(path, error);
  }
}

/**
 * Opens the file of an export that was interrupted, and takes away what stands behind its last whole line;
 * `undefined` when there is no file.
 * @throws Failure when it is no export
 */
export async function interruptedExport(
  path: string,
): Promise<{ readonly file: FileHandle; readonly end: ExportEnd } | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, 'r+');
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    throw unwritable(path, error);
  }
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new Failure(`${path} is not a file.`);
    const { size, line } = await wholeLines(file, stats.size);
    const end = line === undefined ? { position: 0, hash: '' } : endIn(line);
    // What is no export is left as it is.
    if (!end || (line === undefined && stats.size > 0 && !(await looksLikeOurs(file)))) {
      throw new Failure(`${path} is not an export of a log; it was left as it is.`);
    }
    await file.truncate(size);
    return { file, end };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** What the system says against a file, as a failure that names it. */
export function unwritable(path: string, error: unknown, advice = ''): unknown {
  if (!isSystemError(error)) return error;
  return new Failure(`${path} cannot be written: ${error.message}${advice}.`);
}

/** How many bytes a file has up to the end of its last whole line, and that line. */
async function wholeLines(
  file: FileHandle,
  size: number,
): Promise<{ readonly size: number; readonly line: string | undefined }> {
  let tail = Buffer.alloc(0);
  for (let from = size; from > 0 && tail.length < MAX_LINE;) {
    const length = Math.min(CHUNK, from);
    from -= length;
    const chunk = Buffer.alloc(length);
    await file.read(chunk, 0, length, from);
    tail = Buffer.concat([chunk, tail]);
    const end = tail.lastIndexOf(LF);
    const begin = end > 0 ? tail.lastIndexOf(LF, end - 1) : -1;
    if (end >= 0 && (begin >= 0 || from === 0)) {
      return { size: from + end + 1, line: tail.toString('utf8', begin + 1, end) };
    }
  }
  return { size: 0, line: undefined };
}

function endIn(line: string): ExportEnd | undefined {
  try {
    const { position, hash } = JSON.parse(line) as Partial<Record<string, unknown>>;
    if (typeof position === 'number' && typeof hash === 'string') return { position, hash };
  } catch {
    // It is none.
  }
  return undefined;
}

/** Whether a file without a whole line may be the begin of an export. */
async function looksLikeOurs(file: FileHandle): Promise<boolean> {
  const begin = '{"position":';
  const { buffer, bytesRead } = await file.read(Buffer.alloc(begin.length), 0, begin.length, 0);
  return begin.startsWith(buffer.toString('utf8', 0, bytesRead));
}
