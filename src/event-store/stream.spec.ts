import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Snapshot } from './event-store.js';
import type { DomainEvent, RecordedEvent } from './event.js';
import type { Fold } from './fold.js';
import { foldStream, SNAPSHOT_EVERY, snapshotName } from './stream.js';

const LENGTH = 3 * SNAPSHOT_EVERY + 10;

const counter: Fold<number, DomainEvent> = {
  name: 'count',
  version: 1,
  initialState: 0,
  evolve: (state) => state + 1,
};
const stream = { name: 'counted-1', fold: counter };
const event = (version: number) =>
  ({ type: 'Happened', data: {}, stream: stream.name, version }) as RecordedEvent;

let kept: readonly Snapshot[];
/** How many events were read. */
let read = 0;

const reader = {
  readStream: (_name: string, after: number, limit: number, upTo = LENGTH) => {
    const count = Math.max(0, Math.min(limit, upTo - after));
    read += count;
    return Promise.resolve(Array.from({ length: count }, (_, index) => event(after + index + 1)));
  },
  snapshot: (_name: string, fold: string, upTo = LENGTH) => {
    expect(fold).toBe(snapshotName(counter));
    return Promise.resolve(kept.findLast(({ version }) => version <= upTo));
  },
};

beforeEach(() => {
  kept = [1, 2, 3].map((times) => {
    const version = times * SNAPSHOT_EVERY;
    return { state: JSON.stringify(version), version };
  });
  read = 0;
});

describe('a long stream', () => {
  it.each([1, SNAPSHOT_EVERY - 1, SNAPSHOT_EVERY, SNAPSHOT_EVERY + 1, LENGTH - 1, LENGTH])(
    'as of version %i is folded from the nearest snapshot, and nothing before it is read',
    async (upTo) => {
      expect(await foldStream(reader, stream, upTo)).toEqual({ state: upTo, version: upTo });
      expect(read).toBeLessThan(SNAPSHOT_EVERY);
    },
  );

  it('as it is now is the same', async () => {
    expect(await foldStream(reader, stream)).toEqual({ state: LENGTH, version: LENGTH });
  });

  it('of which there is no snapshot is folded from its beginning', async () => {
    kept = [];
    for (const upTo of [undefined, LENGTH - 1]) {
      const version = upTo ?? LENGTH;
      expect(await foldStream(reader, stream, upTo)).toEqual({ state: version, version });
    }
  });
});
