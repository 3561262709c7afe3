import { describe, expect, it } from '@jest/globals';
import { VersionConflict } from './errors.js';
import type { EncodedEvent } from './event-codec.js';
import { follow, GENESIS_HASH } from './hash-chain.js';
import { placeEvents, requireVersion } from './place-events.js';

const event = (id: string): EncodedEvent => ({
  id,
  stream: 'invite-1',
  type: 'Counted',
  schemaVersion: 1,
  actor: 'system',
  at: '2026-11-22T10:00:00.000Z',
  correlationId: 'test',
  causationId: null,
  reason: null,
  data: '{}',
});
const start = { position: 7, hash: GENESIS_HASH };

describe('events that are placed in the log', () => {
  it('follow the head and the version of their stream without a gap', () => {
    const { rows, head } = placeEvents(start, 3, [event('a'), event('b')]);
    expect(rows.map(({ id, position, version }) => [id, position, version])).toEqual([
      ['a', 8, 4],
      ['b', 9, 5],
    ]);
    expect(head.position).toBe(9);
  });

  it('are chained: whoever follows the rows comes to the same head', () => {
    const { rows, head } = placeEvents(start, 0, [event('a'), event('b'), event('c')]);
    expect(rows.reduce(follow, start)).toEqual(head);
    const [first] = rows;
    expect(placeEvents(start, 0, [event('a')]).head.hash).toEqual(first?.hash);
  });

  it('change nothing when there are none', () => {
    expect(placeEvents(start, 3, [])).toEqual({ rows: [], head: start });
  });
});

describe('the version of a stream', () => {
  it.each([
    [0, 'any', true],
    [3, 'any', true],
    [0, 'no-stream', true],
    [1, 'no-stream', false],
    [0, 'stream-exists', false],
    [1, 'stream-exists', true],
    [3, 3, true],
    [3, 2, false],
    [0, 1, false],
  ] as const)('%j meets %j: %j', (version, expectedVersion, meets) => {
    const require = () => requireVersion({ stream: 's', expectedVersion }, version);
    if (meets) expect(require).not.toThrow();
    else expect(require).toThrow(VersionConflict);
  });
});
