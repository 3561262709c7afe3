import { DatabaseError } from 'pg';
import { DuplicateEventId, StorageUnavailable } from '../errors.js';

/**
 * Classes and codes of PostgreSQL (its documentation, appendix A) that pass: connections, resources,
 * operators at work, read-only servers, locks and time limits.
 */
const PASSES = /^(08|53|57|58|25006|25P02|25P03|40001|40P01|55P03)/;

/** What Node and the driver say of connections that are not there or have broken. */
const BROKEN = /^(E[A-Z]+)$/;
const GONE = /terminat|not queryable|closed|timeout exceeded/i;

/** The error that the port documents for what PostgreSQL or its driver threw. */
export function translateError(error: unknown): unknown {
  if (error instanceof DatabaseError) {
    if (error.constraint === 'events_id_key') {
      return new DuplicateEventId(
        /\(id\)=\((.*?)\)/.exec(error.detail ?? '')?.[1] ?? 'of the batch',
      );
    }
    return PASSES.test(error.code ?? '') ? new StorageUnavailable(error) : error;
  }
  return isConnectionError(error) ? new StorageUnavailable(error) : error;
}

/** Whether there was no answer at all: nobody listens, or the connection is gone. */
export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof DatabaseError) return false;
  if (error instanceof AggregateError) return error.errors.some(isConnectionError);
  const code = 'code' in error ? String(error.code) : '';
  return BROKEN.test(code) || GONE.test(error.message);
}
