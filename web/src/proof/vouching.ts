import { bytesIn } from './bytes.js';
import { checkpointIn, type Checkpoint } from './checkpoint.js';
import { cosignedBy, isSignedBy, keyIn, LOG, WITNESS, type Cosigned } from './note.js';

/** A checkpoint, and whether the key that is shown with it has signed it. */
export interface SignedCheckpoint extends Checkpoint {
  readonly isSigned: boolean;
}

/** @param publicKey Base64 of the 32 bytes */
export function signedCheckpointIn(whole: string, publicKey: string): SignedCheckpoint | undefined {
  const checkpoint = checkpointIn(whole);
  const key = bytesIn(publicKey);
  if (!checkpoint || !key) return undefined;
  const { note, origin } = checkpoint;
  return { ...checkpoint, isSigned: isSignedBy(note, { name: origin, type: LOG, publicKey: key }) };
}

/** What one witness has signed, as far as the browser could see for itself. */
export interface Vouching {
  readonly name: string;
  /** The verifier key. */
  readonly key: string;
  readonly cosigned: Cosigned;
  /** How long the log was that it signed. */
  readonly size: number | undefined;
}

/** @param newestFirst checkpoints of one log that a witness may have signed */
export function vouchingOf(key: string, newestFirst: readonly Checkpoint[]): Vouching {
  const named = keyIn(key);
  const name = named?.name ?? key;
  if (named?.type !== WITNESS) return { name, key, cosigned: 'missing', size: undefined };
  const found = newestFirst
    .map(({ note, size }) => ({ size, cosigned: cosignedBy(note, named) }))
    .find(({ cosigned }) => cosigned !== 'missing');
  return { name, key, cosigned: found?.cosigned ?? 'missing', size: found?.size };
}

/** What a server says of its witnesses. */
export interface WitnessesTold {
  readonly witnesses: readonly { readonly key: string }[];
  /** The newest that they have signed. */
  readonly checkpoint: string | null;
}

/**
 * What each witness has signed.
 * @param newest of the log
 * @param publicKey of the log, Base64
 */
export function vouchingIn(
  { witnesses, checkpoint: note }: WitnessesTold,
  newest: Checkpoint,
  publicKey: string,
): readonly Vouching[] {
  const older = note === null ? undefined : signedCheckpointIn(note, publicKey);
  const isOurs = older?.isSigned === true && older.origin === newest.origin;
  const signed = isOurs ? [newest, older] : [newest];
  return witnesses.map(({ key }) => vouchingOf(key, signed));
}
