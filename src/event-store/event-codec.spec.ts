import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { decode, encode } from './event-codec.js';
import { isUnread, type NewEvent } from './event.js';
import type { EventType } from './event-types.js';
import type { StoredEvent } from './hash-chain.js';

const key = randomBytes(32);
const met: NewEvent = {
  id: 'id',
  type: 'Met',
  data: { name: 'Ada', at: 'the door' },
  reason: 'kind',
  actor: 'system',
  at: '2026-11-22T10:00:00.000Z',
  correlationId: 'test',
  causationId: null,
};
const then: EventType = { schemaVersion: 1, personal: ['name'], personalReason: true };

const stored: StoredEvent = {
  ...encode(then, 'user-1', met, key),
  position: 1,
  version: 1,
  hash: Buffer.alloc(32),
};
const readBy = (type: EventType | undefined, keyThen: Buffer | null = key, event = stored) =>
  decode(new Map(type && [['Met', type]]), event, () =>
    keyThen === null ? undefined : { key: keyThen, after: 0 },
  );

describe('a personal field that was renamed since', () => {
  const today: EventType = {
    schemaVersion: 2,
    personal: ['display_name'],
    upcasters: { 1: ({ name, ...rest }) => ({ ...rest, display_name: name }) },
  };

  it('is opened under the name that it was sealed under', () => {
    expect(readBy(today)).toMatchObject({
      data: { display_name: 'Ada', at: 'the door' },
      reason: 'kind',
    });
  });

  it('reads as nothing when its key is gone', () => {
    expect(readBy(today, null)).toMatchObject({
      data: { display_name: null, at: 'the door' },
      reason: null,
    });
  });

  it('is opened, too, when it is personal no more', () => {
    expect(readBy({ schemaVersion: 1 })).toMatchObject({ data: met.data, reason: 'kind' });
  });
});

describe('an event', () => {
  it('of a newer schema is not taken for today’s', () => {
    const entry = readBy(then, key, { ...stored, schemaVersion: 2 });
    expect(isUnread(entry) && entry.unread.message).toMatch(
      'The event at position 1 cannot be read: schema version 2 is newer than 1',
    );
  });

  it('of a type that is not known, or whose bytes are damaged, is what cannot be read', () => {
    expect(isUnread(readBy(undefined))).toBe(true);
    expect(isUnread(readBy(then, randomBytes(32)))).toBe(true);
    expect(isUnread(readBy(then, key, { ...stored, data: '{' }))).toBe(true);
  });

  it('that nobody can read keeps its place', () => {
    const { stream, version, position, type, at } = stored;
    expect(readBy(undefined)).toMatchObject({ stream, version, position, type, at });
  });

  it('lacks no personal field, as it had none of that name', () => {
    const event = { ...met, data: { at: 'the door' }, reason: undefined };
    const plain = { ...stored, ...encode(then, 'user-1', event, undefined) };
    expect(readBy(then, null, plain)).toMatchObject({ data: { name: null, at: 'the door' } });
  });
});
