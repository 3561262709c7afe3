import type { Snapshot } from './event-store.js';
import type { StreamName } from './event.js';
import { holdsSealed, isSealed, type Sealed } from './personal-data.js';
import type { PersonalKey } from './personal-keys.js';
import { sealText, unsealText } from './sealing.js';

/** Which state it is that a snapshot holds. */
interface Place {
  readonly stream: StreamName;
  readonly fold: string;
}

/**
 * A snapshot as it is to be stored. A state repeats what the events of its stream say: where something of them is
 * sealed, under `key`, all of the state is.
 */
export function sealSnapshot(
  key: Buffer | undefined,
  place: Place,
  { version, state }: Snapshot,
): Snapshot {
  if (!key) return { version, state };
  const $personal = sealText(key, contextOf(place, version), state);
  return { version, state: JSON.stringify({ $personal }) };
}

/** What is sealed in a stored snapshot: to be opened with its person's key. */
export function sealedIn({ state }: Snapshot): Sealed | undefined {
  const value: unknown = holdsSealed(state) ? JSON.parse(state) : undefined;
  return isSealed(value) ? value : undefined;
}

/**
 * The snapshot that was sealed; nothing where its key is gone, or is not known here yet: then the events tell.
 */
export function openSnapshot(
  key: PersonalKey | undefined,
  place: Place,
  version: number,
  { $personal }: Sealed,
): Snapshot | undefined {
  if (!key || key.after >= version) return undefined;
  try {
    return { version, state: unsealText(key.key, contextOf(place, version), $personal) };
  } catch {
    // Sealed under a key that somebody else made since, of which we shall hear by the events.
    return undefined;
  }
}

function contextOf({ stream, fold }: Place, version: number): string {
  return `snapshot:${stream}:${fold}:${version}`;
}
