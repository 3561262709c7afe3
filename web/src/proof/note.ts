import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { areSame, bytesIn, joined, toBase64, utf8, type Bytes } from './bytes.js';

/** What a signature says, as c2sp.org/signed-note numbers it. */
export const LOG = 1;
export const WITNESS = 4;

const KEY_ID_BYTES = 4;
const KEY_BYTES = 32;
const TIME_BYTES = 8;
const SIGNATURE_BYTES = 64;

/** A key by the name that it signs under. */
export interface NamedKey {
  readonly name: string;
  readonly type: typeof LOG | typeof WITNESS;
  readonly publicKey: Bytes;
}

/** The first four bytes of SHA-256 over name, LF, type and public key. */
function keyId({ name, type, publicKey }: NamedKey): Bytes {
  const whole = joined(utf8(`${name}\n`), Uint8Array.of(type), publicKey);
  return sha256(whole).subarray(0, KEY_ID_BYTES);
}

/** What others pin to verify what a key signs: name, key id, and type and public key. */
export function verifierKey(key: NamedKey): string {
  const material = toBase64(joined(Uint8Array.of(key.type), key.publicKey));
  return `${key.name}+${bytesToHex(keyId(key))}+${material}`;
}

const VERIFIER_KEY = /^([^\s+]+)\+[0-9a-f]{8}\+([0-9A-Za-z+/]{44})$/;

/** @returns `undefined` for a text that is no verifier key of Ed25519, or of which a character is not right */
export function keyIn(text: string): NamedKey | undefined {
  const [, name, material = ''] = VERIFIER_KEY.exec(text) ?? [];
  const bytes = bytesIn(material);
  if (name === undefined || bytes?.length !== 1 + KEY_BYTES) return undefined;
  const [type] = bytes;
  if (type !== LOG && type !== WITNESS) return undefined;
  const key = { name, type, publicKey: bytes.subarray(1) } as const;
  return verifierKey(key) === text ? key : undefined;
}

/** One line below a note. */
interface Signature {
  readonly name: string;
  readonly id: Bytes;
  readonly bytes: Bytes;
}

/** A text, and who has signed it. */
export interface Note {
  /** Up to and with the line feed before the empty line. */
  readonly text: string;
  readonly signatures: readonly Signature[];
}

const SIGNATURE_LINE = /^\u2014 ([^\s+]+) ([0-9A-Za-z+/]+={0,2})$/;

/** @returns `undefined` for a text that is no signed note (c2sp.org/signed-note) */
export function noteIn(whole: string): Note | undefined {
  const cut = whole.lastIndexOf('\n\n');
  const hasControls = [...whole].some((character) => character < ' ' && character !== '\n');
  if (cut <= 0 || !whole.endsWith('\n') || hasControls) return undefined;
  const lines = whole.slice(cut + 2, -1).split('\n');
  const signatures = lines.map(signatureIn).filter((each) => each !== undefined);
  if (signatures.length < lines.length) return undefined;
  return { text: whole.slice(0, cut + 1), signatures };
}

function signatureIn(line: string): Signature | undefined {
  const [, name, encoded = ''] = SIGNATURE_LINE.exec(line) ?? [];
  const bytes = bytesIn(encoded);
  if (name === undefined || bytes === undefined || bytes.length <= KEY_ID_BYTES) return undefined;
  return { name, id: bytes.subarray(0, KEY_ID_BYTES), bytes: bytes.subarray(KEY_ID_BYTES) };
}

/** Ed25519. */
export function isSigned(message: Bytes, signature: Bytes, publicKey: Bytes): boolean {
  try {
    return ed25519.verify(signature, message, publicKey);
  } catch {
    return false;
  }
}

function ownOf({ signatures }: Note, key: NamedKey): readonly Signature[] {
  const id = keyId(key);
  return signatures.filter((each) => each.name === key.name && areSame(each.id, id));
}

/** Whether a log has signed a note by this key: at least once, and never wrongly. */
export function isSignedBy(note: Note, key: NamedKey): boolean {
  const own = ownOf(note, key);
  const message = utf8(note.text);
  return own.length > 0 && own.every(({ bytes }) => isSigned(message, bytes, key.publicKey));
}

/** What was found of a witness below a checkpoint: nothing, something wrong, or when it signed. */
export type Cosigned = 'missing' | 'wrong' | { readonly at: string };

/** Whether a witness has signed below a checkpoint (c2sp.org/tlog-cosignature), and when by its clock. */
export function cosignedBy(note: Note, key: NamedKey): Cosigned {
  const times = ownOf(note, key).map(({ bytes }) => timeSigned(note.text, bytes, key.publicKey));
  const [at] = times;
  if (times.length === 0) return 'missing';
  return at === undefined || times.includes(undefined) ? 'wrong' : { at };
}

/** The last moment that a `Date` can hold. */
const LAST_SECOND = 8_640_000_000_000n;

function timeSigned(text: string, bytes: Bytes, publicKey: Bytes): string | undefined {
  if (bytes.length !== TIME_BYTES + SIGNATURE_BYTES) return undefined;
  const seconds = new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(0);
  if (seconds < 0n || seconds > LAST_SECOND) return undefined;
  const message = utf8(`cosignature/v1\ntime ${seconds}\n${text}`);
  const isRight = isSigned(message, bytes.subarray(TIME_BYTES), publicKey);
  return isRight ? new Date(Number(seconds) * 1000).toISOString() : undefined;
}
