import { secondsAfter, type Instant } from '../platform/clock.js';
import type { UserId } from '../platform/ids.js';
import type { ReadModels } from '../event-store/event-store.js';
import { sql, type Statement } from '../event-store/statement.js';

/** Within so many seconds of a use that was noted, no other is: writing each would cost more than the rest of a request. */
const NOTED_EVERY_SECONDS = 600;

export interface Session {
  readonly userId: UserId;
  readonly expiresAt: Instant;
  /** From when on a use is to be noted. */
  readonly noteUseFrom: Instant;
}

/** A session as its owner is shown it. */
export interface OpenSession {
  /** SHA-256 of its token in hexadecimal. */
  readonly hash: string;
  readonly userId: UserId;
  readonly expiresAt: Instant;
  /** `null` for one that an older version has opened. */
  readonly createdAt: Instant | null;
  /** As far as that was noted. */
  readonly lastUsedAt: Instant | null;
  /** The program that opened it, as that calls itself. */
  readonly userAgent: string | null;
}

export function noteUseFrom(lastUsedAt: Instant | null): Instant {
  return lastUsedAt === null ? '' : secondsAfter(lastUsedAt, NOTED_EVERY_SECONDS);
}

export function insertSession(session: OpenSession): Statement {
  return sql(
    `INSERT INTO sessions (token_hash, user_id, expires_at, created_at, last_used_at, user_agent)
     VALUES (?, ?, ?, ?, ?, ?)`,
    Buffer.from(session.hash, 'hex'),
    session.userId,
    session.expiresAt,
    session.createdAt,
    session.lastUsedAt,
    session.userAgent,
  );
}

/** The sessions of these hashes, in their order. */
export async function findSessions(
  readModels: ReadModels,
  hashes: readonly string[],
): Promise<(Session | undefined)[]> {
  // Filled up to a power of two, so that few texts are prepared.
  const places = 2 ** Math.ceil(Math.log2(hashes.length));
  const asked = Array.from({ length: places }, (_, index) => hashes[index] ?? hashes[0] ?? '');
  const found = new Map<string, Session>();
  for (const row of await readModels.all<SessionRow>(
    `SELECT token_hash, user_id, expires_at, last_used_at FROM sessions
     WHERE token_hash IN (${asked.map(() => '?').join(', ')})`,
    ...asked.map((hash) => Buffer.from(hash, 'hex')),
  )) {
    found.set(row.token_hash.toString('hex'), {
      userId: row.user_id,
      expiresAt: row.expires_at,
      noteUseFrom: noteUseFrom(row.last_used_at),
    });
  }
  return hashes.map((hash) => found.get(hash));
}

/**
 * The sessions of a user that are on record, and have not expired.
 *
 * @param all reads rows, in a transaction or without one
 */
export async function sessionsOf(
  all: (statement: Statement) => Promise<readonly OpenSessionRow[]>,
  userId: UserId,
  now: Instant,
): Promise<readonly OpenSession[]> {
  const rows = await all(
    sql(
      `SELECT token_hash, user_id, expires_at, created_at, last_used_at, user_agent
       FROM sessions WHERE user_id = ? AND expires_at > ?`,
      userId,
      now,
    ),
  );
  return rows.map((row) => ({
    hash: row.token_hash.toString('hex'),
    userId: row.user_id,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    userAgent: row.user_agent,
  }));
}

interface SessionRow {
  readonly token_hash: Buffer;
  readonly user_id: UserId;
  readonly expires_at: Instant;
  readonly last_used_at: Instant | null;
}

export interface OpenSessionRow extends SessionRow {
  readonly created_at: Instant | null;
  readonly user_agent: string | null;
}
