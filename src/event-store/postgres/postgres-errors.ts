import { DatabaseError } from 'pg';
import { DatabaseRefused, DuplicateEventId, StorageUnavailable } from '../errors.js';
import { adviceOnTls } from './tls-faults.js';

/**
 * Classes and codes of PostgreSQL (its documentation, appendix A) that pass: connections, resources,
 * operators at work, read-only servers, locks and time limits.
 */
const PASSES = /^(08|53|57|58|25006|25P0[234]|40001|40P01|55P03)/;
/** What an operator has to mend, while requests come in: passwords, rights, a database that is not there. */
const TO_BE_MENDED = /^(28|3D000|42501)/;
/** What one statement meets, and another would not: its time limit, a lock of somebody else's, its table. */
const OF_STATEMENT = /^(57014|55P03|40001|40P01|25P02|42501)/;
/** Severities after which there is no connection, and codes: a server may say the severity in its own language. */
const FATAL: ReadonlySet<string> = new Set(['FATAL', 'PANIC']);
const ENDS_SESSION = /^(57P0|25P0[34])/;
const READ_ONLY = '25006';
const UNIQUE = '23505';
/** A database with `ALLOW_CONNECTIONS false` says so to who connects; a statement means something else by it. */
const NOT_IN_STATE = '55000';

/** What Node says of system calls, names, streams and TLS: connections that are not there or have broken. */
const BROKEN = /^(E[A-Z]+|EAI_[A-Z]+|ERR_(STREAM|SOCKET|SSL)_\w+)$/;
/** What the driver says without a code: they are gone or silent, or the server had no means for one. */
const GONE = /terminat|not queryable|closed|timeout|establishing an SSL connection/i;

/** A connection did not come about: whatever the reason, the log is out of reach for everybody. */
export class Unreachable extends StorageUnavailable {}

/** The error that the port documents for what PostgreSQL or its driver threw. */
export function translateError(error: unknown): unknown {
  if (error instanceof StorageUnavailable) return error;
  if (error instanceof DatabaseError) {
    if (error.constraint === 'events_id_key') {
      return new DuplicateEventId(
        /\(id\)=\((.*?)\)/.exec(error.detail ?? '')?.[1] ?? 'of the batch',
      );
    }
    if (!isUnavailable(error)) return error;
    return new StorageUnavailable(error, OF_STATEMENT.test(error.code ?? ''));
  }
  return isConnectionError(error) ? new StorageUnavailable(error) : error;
}

function isUnavailable(error: DatabaseError): boolean {
  const { code = '', table } = error;
  // The head says that a position is free, and it is not: somebody has touched the tables.
  if (code === UNIQUE) return table === 'events';
  return PASSES.test(code) || TO_BE_MENDED.test(code) || endsSession(error);
}

function endsSession({ code = '', severity = '' }: DatabaseError): boolean {
  return FATAL.has(severity) || ENDS_SESSION.test(code);
}

/** Whether a start may wait for it: somebody else is about to mend it. */
export function passes(error: unknown): boolean {
  if (error instanceof Unreachable) {
    const { cause } = error;
    return (cause instanceof DatabaseError && cause.code === NOT_IN_STATE) || passes(cause);
  }
  if (error instanceof DatabaseError) return PASSES.test(error.code ?? '');
  if (error instanceof DatabaseRefused) return false;
  return isConnectionError(error) && adviceOn(error) === undefined;
}

/** Whether the server takes no writes: a standby, or one that was made read-only. */
export function isReadOnly(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === READ_ONLY;
}

/** Whether there was no answer at all: nobody listens, or the connection is gone. */
export function isConnectionError(error: unknown): boolean {
  if (error instanceof StorageUnavailable) return isConnectionError(error.cause);
  if (typeof error !== 'object' || error === null || error instanceof DatabaseError) return false;
  // A name with several addresses: one error for each.
  if ('errors' in error && Array.isArray(error.errors)) return error.errors.some(isConnectionError);
  const code = 'code' in error ? String(error.code) : '';
  return BROKEN.test(code) || GONE.test(wordsOf(error));
}

/**
 * Whether a failed `COMMIT` may have been done all the same: there was no answer, or the server ended the session.
 * It does so, too, when it has committed and is stopped while it waits for a standby.
 */
export function mayBeCommitted(error: unknown): boolean {
  const cause = error instanceof StorageUnavailable ? error.cause : error;
  return cause instanceof DatabaseError ? endsSession(cause) : isConnectionError(cause);
}

/** What went wrong, in the words of whoever noticed, and what to do where they do not say it: in one line. */
export function messageOf(error: unknown): string {
  if (error instanceof StorageUnavailable) return messageOf(error.cause);
  const words = wordsOf(error).trim().replace(/\s+/g, ' ').replace(/[.:]$/, '');
  const advice = adviceOn(error);
  return advice === undefined ? words : `${words}; ${advice}`;
}

function wordsOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('errors' in error && Array.isArray(error.errors)) return error.errors.map(wordsOf).join('; ');
  return 'message' in error ? String(error.message) : 'an error without a message';
}

function adviceOn(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null ? adviceOnTls(error) : undefined;
}
