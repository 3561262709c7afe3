import { refuse } from '../../platform/refusal.js';

/** The first so many hex digits of an event's hash: enough to tell another log by. */
const HASH_DIGITS = 8;
const CURSOR = /^(?<position>\d{1,15})(?:-(?<hash>[0-9a-f]{8}))?$/;

/** An event's place in the log, and its hash in hexadecimal. */
export interface Place {
  readonly position: number;
  readonly hash: string;
}

/** A place in the log that a client names: the last event that it has seen. */
export interface Cursor {
  readonly position: number;
  /** The first digits of that event's hash, if the client knows them. */
  readonly hash: string | undefined;
}

/** What a client sends as `since` to go on behind an event. */
export function cursorOf({ position, hash }: Place): string {
  return `${position}-${hash.slice(0, HASH_DIGITS)}`;
}

/** @throws Refusal `VALIDATION_FAILED` */
export function cursorIn(since: unknown): Cursor | undefined {
  if (since === undefined || since === null) return undefined;
  const text = typeof since === 'number' || typeof since === 'string' ? String(since) : '';
  const { position, hash } = CURSOR.exec(text)?.groups ?? {};
  if (position !== undefined) return { position: Number(position), hash };
  throw refuse(
    'VALIDATION_FAILED',
    'since must be the position of an event, or a cursor: the `s` or the `c` of a message.',
  );
}
