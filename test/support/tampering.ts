import { sign } from 'node:crypto';
import Database from 'better-sqlite3';
import { newKeyPair } from './key-pair.js';

/** The columns of the log that a hash is taken over, and the hash; `position` is what the table is in order of. */
export const COLUMNS = [
  'id',
  'stream',
  'version',
  'type',
  'schema_version',
  'actor',
  'at',
  'correlation_id',
  'causation_id',
  'reason',
  'data',
  'hash',
] as const;

/** What `GET /audit/head` answers. */
export interface HeadJson {
  readonly position: number;
  readonly hash: string;
  readonly at: string;
  readonly algorithm: string;
  readonly public_key: string;
  readonly signature: string;
}

/** A head with a signature that is right, by a key that nobody knows. */
export function signedBySomebody(position: number, hash: string): HeadJson {
  const { publicKey, privateKey } = newKeyPair();
  const at = '2026-11-22T10:00:00.000Z';
  const message = Buffer.from(`gatehouse-head-v1\n${position}\n${hash}\n${at}`);
  return {
    position,
    hash,
    at,
    algorithm: 'Ed25519',
    public_key: publicKey.toString('base64'),
    signature: sign(null, message, privateKey).toString('base64'),
  };
}

/** Opens a log behind the server's back: what keeps a careless hand away does not keep this one. */
export function openedByForce(file: string): Database.Database {
  const log = new Database(file);
  log.exec('DROP TRIGGER IF EXISTS events_refuse_update');
  return log;
}

/** Changes the log behind the server's back; what it answers puts it back as it was. */
export function tamper(
  log: Database.Database,
  position: number,
  column: string,
  change: (bytes: Buffer) => Buffer,
): () => void {
  const read = log.prepare(`SELECT CAST(${column} AS BLOB) FROM events WHERE position = ?`).pluck();
  const before = read.get(position) as Buffer | null;
  const type = log.prepare(`SELECT typeof(${column}) FROM events WHERE position = ?`).pluck();
  const kind = type.get(position) as 'text' | 'integer' | 'blob' | 'null';
  const cast = { text: 'TEXT', integer: 'INTEGER', blob: 'BLOB', null: 'TEXT' }[kind];
  const write = log.prepare(`UPDATE events SET ${column} = CAST(? AS ${cast}) WHERE position = ?`);
  write.run(change(before ?? Buffer.alloc(0)), position);
  return () => void write.run(before, position);
}

/** Changes the log behind the server's back, looks, and puts it back. */
export async function tampered<Result>(
  file: string,
  position: number,
  column: string,
  change: (bytes: Buffer) => Buffer,
  look: () => Promise<Result>,
): Promise<Result> {
  const log = openedByForce(file);
  const putBack = tamper(log, position, column, change);
  try {
    return await look();
  } finally {
    putBack();
    log.close();
  }
}

/**
 * Another byte at a place, by a bit that makes no digit of another: the ids and streams of neighbours are taken.
 * Of a number, a higher one, for the same reason.
 */
export function flip(at: number, column: string): (bytes: Buffer) => Buffer {
  return (bytes) => {
    if (bytes.length === 0) return Buffer.from('x');
    if (column.endsWith('version')) return Buffer.concat([Buffer.from('7000000'), bytes]);
    const copy = Buffer.from(bytes);
    const place = at % copy.length;
    copy[place] = (copy[place] ?? 0) ^ 0x40;
    return copy;
  };
}

/** A field of an export's line with another value of its kind. */
export function otherValue(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value !== 'string') return 'x';
  return String.fromCharCode(value.charCodeAt(0) ^ 1) + value.slice(1);
}
