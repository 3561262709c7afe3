import { DatabaseError } from 'pg';
import { DuplicateEventId, StorageUnavailable } from '../errors.js';

/**
 * Classes and codes of PostgreSQL (its documentation, appendix A) that pass: connections, resources,
 * operators at work, read-only servers, locks and time limits.
 */
const PASSES = /^(08|53|57|58|25006|25P02|25P03|40001|40P01|55P03)/;
/** What an operator has to mend, while requests come in: passwords, rights, a database that is not there. */
const TO_BE_MENDED = /^(28|3D000|42501)/;
/** What one statement meets, and another would not: its time limit, a lock of somebody else's, its table. */
const OF_STATEMENT = /^(57014|55P03|40001|40P01|25P02|42501)/;
/** Severities after which there is no connection. */
const ENDS_SESSION: ReadonlySet<string> = new Set(['FATAL', 'PANIC']);
const READ_ONLY = '25006';
const UNIQUE = '23505';

/** What Node and the driver say of connections that are not there, have broken or are silent. */
const BROKEN = /^(E[A-Z]+)$/;
const GONE = /terminat|not queryable|closed|timeout/i;

/** The error that the port documents for what PostgreSQL or its driver threw. */
export function translateError(error: unknown): unknown {
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

function isUnavailable({ code = '', table }: DatabaseError): boolean {
  // The head says that a position is free, and it is not: somebody has touched the tables.
  if (code === UNIQUE) return table === 'events';
  return PASSES.test(code) || TO_BE_MENDED.test(code);
}

/** Whether a start may wait for it: somebody else is about to mend it. */
export function passes(error: unknown): boolean {
  if (error instanceof DatabaseError) return PASSES.test(error.code ?? '');
  return isConnectionError(error);
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
  return BROKEN.test(code) || GONE.test(messageOf(error));
}

/**
 * Whether a failed `COMMIT` may have been done all the same: there was no answer, or the server ended the session.
 * It does so, too, when it has committed and is stopped while it waits for a standby.
 */
export function mayBeCommitted(error: unknown): boolean {
  const cause = error instanceof StorageUnavailable ? error.cause : error;
  if (cause instanceof DatabaseError) return ENDS_SESSION.has(cause.severity ?? '');
  return isConnectionError(cause);
}

/** What went wrong, in the words of whoever noticed. */
export function messageOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('errors' in error && Array.isArray(error.errors))
    return error.errors.map(messageOf).join('; ');
  return 'message' in error ? String(error.message) : 'an error without a message';
}
