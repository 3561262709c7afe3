import { VersionConflict } from './errors.js';
import type { EncodedEvent } from './event-codec.js';
import type { Head } from './event-store.js';
import type { StreamAppend } from './event.js';
import { versionMeets } from './expected-version.js';
import { chainHash, type StoredEvent } from './hash-chain.js';

/** @throws VersionConflict unless the stream is at a version that the append allows */
export function requireVersion(
  { stream, expectedVersion }: Pick<StreamAppend, 'stream' | 'expectedVersion'>,
  version: number,
): void {
  if (!versionMeets(expectedVersion, version)) {
    throw new VersionConflict(stream, expectedVersion, version);
  }
}

/** The rows that events of one stream are behind the head and behind `version`, and the head behind them. */
export function placeEvents(
  head: Head,
  version: number,
  events: readonly EncodedEvent[],
): { readonly rows: readonly StoredEvent[]; readonly head: Head } {
  let { position, hash } = head;
  const rows = events.map((event, index) => {
    const placed = { ...event, version: version + index + 1, position: ++position };
    hash = chainHash(hash, placed);
    return { ...placed, hash };
  });
  return { rows, head: { position, hash } };
}
