import { UnreadableEvent } from './errors.js';
import type { LogEntry, NewEvent, RecordedEvent, StreamName } from './event.js';
import { upcast, type EventRegistry, type EventType } from './event-types.js';
import type { StoredEvent } from './hash-chain.js';
import { holdsSealed, isSealed, seal, unseal, type Sealed } from './personal-data.js';
import type { PersonalKey } from './personal-keys.js';

/** The part of a stored event that does not depend on where in the log it lands. */
export type EncodedEvent = Omit<StoredEvent, 'position' | 'version' | 'hash'>;

/** Names and ids that are hashed and indexed as they are: no white space, no line feed. */
const NAME = /^[\x21-\x7e]{1,200}$/;

/** Whether there is something in an event to be sealed under its person's key. */
export function needsKey(type: EventType, event: NewEvent): boolean {
  if (type.personalReason === true && event.reason !== undefined) return true;
  const data = event.data as Readonly<Record<string, unknown>>;
  return (type.personal ?? []).some((field) => data[field] !== null && data[field] !== undefined);
}

export function typeOf(registry: EventRegistry, name: string): EventType {
  const type = registry.get(name);
  if (!type) throw new Error(`The event type ${name} is not registered.`);
  return type;
}

/** The bytes of an event, with its personal fields sealed under `key`. */
export function encode(
  type: EventType,
  stream: StreamName,
  event: NewEvent,
  key: Buffer | undefined,
): EncodedEvent {
  for (const name of [stream, event.id, event.type, event.actor, event.correlationId]) {
    if (!NAME.test(name))
      throw new Error(`Not a name that the log can hold: ${JSON.stringify(name)}`);
  }
  return {
    id: event.id,
    stream,
    type: event.type,
    schemaVersion: type.schemaVersion,
    actor: event.actor,
    at: event.at,
    correlationId: event.correlationId,
    causationId: event.causationId,
    reason: encodeReason(type, event, key),
    data: JSON.stringify(key ? sealFields(type, event, key) : event.data),
  };
}

function encodeReason(type: EventType, event: NewEvent, key: Buffer | undefined): string | null {
  if (event.reason === undefined) return null;
  return JSON.stringify(
    key && type.personalReason ? seal(key, event.id, 'reason', event.reason) : event.reason,
  );
}

function sealFields(type: EventType, event: NewEvent, key: Buffer): unknown {
  const data: Record<string, unknown> = { ...(event.data as Record<string, unknown>) };
  for (const field of type.personal ?? []) {
    if (data[field] !== null && data[field] !== undefined) {
      data[field] = seal(key, event.id, `data.${field}`, data[field]);
    }
  }
  return data;
}

/** Whether reading an event may take its person's key. */
export function takesKey({ data, reason }: StoredEvent): boolean {
  return holdsSealed(data) || (reason !== null && holdsSealed(reason));
}

/**
 * The event behind the bytes, upcast to today's schema. Personal values read as `null` when the key that
 * they were sealed under is gone (erased), whether or not the person has another one by now.
 */
export function decode(
  registry: EventRegistry,
  stored: StoredEvent,
  keyOf: (stream: StreamName) => PersonalKey | undefined,
): LogEntry {
  const { stream, version, position, type, at } = stored;
  const hash = stored.hash.toString('hex');
  try {
    const known = registry.get(type);
    if (!known) throw new Error(`events of the type ${type} are not known here`);
    const found = takesKey(stored) ? keyOf(stream) : undefined;
    const key = found && found.after < version ? found.key : undefined;
    return {
      id: stored.id,
      stream,
      version,
      position,
      type,
      schemaVersion: known.schemaVersion,
      data: dataOf(known, stored, key),
      actor: stored.actor,
      at,
      correlationId: stored.correlationId,
      causationId: stored.causationId,
      reason: reasonOf(stored, key),
      hash,
    };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'damaged';
    const unread = new UnreadableEvent(position, why);
    return { stream, version, position, type, at, hash, unread };
  }
}

/** Opened under the names that they were sealed under, whatever today's are. */
function dataOf(type: EventType, stored: StoredEvent, key: Buffer | undefined): unknown {
  const data = JSON.parse(stored.data) as Record<string, unknown>;
  for (const [field, value] of Object.entries(data)) {
    if (isSealed(value)) data[field] = open(key, stored.id, `data.${field}`, value);
  }
  const today = upcast(type, stored.schemaVersion, data);
  for (const field of type.personal ?? []) today[field] ??= null;
  return today;
}

function reasonOf({ id, reason }: StoredEvent, key: Buffer | undefined): string | null {
  const value: unknown = reason === null ? null : JSON.parse(reason);
  return (isSealed(value) ? open(key, id, 'reason', value) : value) as string | null;
}

function open(key: Buffer | undefined, eventId: string, field: string, value: Sealed): unknown {
  return key ? unseal(key, eventId, field, value) : null;
}

/** What is handed on after the commit: the stored event, with its data as they came in. */
export function recordedAs(event: NewEvent, stored: StoredEvent): RecordedEvent {
  return {
    id: stored.id,
    stream: stored.stream,
    version: stored.version,
    position: stored.position,
    type: stored.type,
    schemaVersion: stored.schemaVersion,
    data: event.data,
    actor: stored.actor,
    at: stored.at,
    correlationId: stored.correlationId,
    causationId: stored.causationId,
    reason: event.reason ?? null,
    hash: stored.hash.toString('hex'),
  };
}
