import { createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';

/** What a signature says, as c2sp.org/signed-note numbers it. */
export const NOTE_SIGNATURE = 1;
export const COSIGNATURE = 4;

/** As many as the page wants every verifier to read. */
const MOST_SIGNATURES = 16;
const KEY_ID_BYTES = 4;

/** A key by its name, as signatures and verifier keys tell of it. */
export interface NamedKey {
  readonly name: string;
  /** 32 bytes. */
  readonly publicKey: Buffer;
  readonly type: typeof NOTE_SIGNATURE | typeof COSIGNATURE;
}

/** The first four bytes of SHA-256 over name, LF, type and public key. */
export function keyId({ name, type, publicKey }: NamedKey): Buffer {
  const whole = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(type), publicKey]);
  return hash('sha256', whole, 'buffer').subarray(0, KEY_ID_BYTES);
}

/** What somebody pins to verify what a key signs: `<name>+<key id>+<base64 of type and public key>`. */
export function verifierKey(key: NamedKey): string {
  const material = Buffer.concat([Buffer.of(key.type), key.publicKey]).toString('base64');
  return `${key.name}+${keyId(key).toString('hex')}+${material}`;
}

const VERIFIER_KEY = /^([^\s+]+)\+([0-9a-f]{8})\+([0-9A-Za-z+/]{44})$/;

/** @returns `undefined` for a text that is no verifier key of Ed25519, or of which a character is not right */
export function keyInVerifierKey(text: string): NamedKey | undefined {
  const [, name, id, material] = VERIFIER_KEY.exec(text) ?? [];
  if (name === undefined || material === undefined) return undefined;
  const [type, ...publicKey] = Buffer.from(material, 'base64');
  if (type !== NOTE_SIGNATURE && type !== COSIGNATURE) return undefined;
  const key = { name, type, publicKey: Buffer.from(publicKey) } as const;
  return keyId(key).toString('hex') === id ? key : undefined;
}

/** One line below a note, LF included. */
export function signatureLine(key: NamedKey, signature: Buffer): string {
  return signatureLineOf({ name: key.name, id: keyId(key), bytes: signature });
}

/** The line that a signature was read from, LF included. */
export function signatureLineOf({ name, id, bytes }: NoteSignature): string {
  return `\u2014 ${name} ${Buffer.concat([id, bytes]).toString('base64')}\n`;
}

/**
 * A note of one signature. More can be added below.
 * @param text ends with LF, and has no control character but that
 */
export function signNote(text: string, key: NamedKey, privateKey: KeyObject): string {
  return `${text}\n${signatureLine(key, sign(null, Buffer.from(text), privateKey))}`;
}

/** What one line says: whose it is, and what it holds. */
export interface NoteSignature {
  readonly name: string;
  readonly id: Buffer;
  readonly bytes: Buffer;
}

export interface Note {
  /** Up to and with the LF before the empty line. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const SIGNATURE_LINE = /^\u2014 ([^\s+]+) ([0-9A-Za-z+/]+={0,2})$/;

/** Whether there is an ASCII control character other than LF. */
function hasControls(text: string): boolean {
  return [...text].some((character) => character < ' ' && character !== '\n');
}

/** @returns `undefined` for a text that is no signed note */
export function noteIn(whole: string): Note | undefined {
  const cut = whole.lastIndexOf('\n\n');
  if (cut <= 0 || !whole.endsWith('\n') || hasControls(whole)) return undefined;
  const lines = whole.slice(cut + 2, -1).split('\n');
  const signatures = lines.map(signatureIn);
  if (lines.length > MOST_SIGNATURES || signatures.includes(undefined)) return undefined;
  return {
    text: whole.slice(0, cut + 1),
    signatures: signatures.filter((each) => each !== undefined),
  };
}

/** @returns `undefined` for a line that is no signature; any other is one, whoever made it */
export function signatureIn(line: string): NoteSignature | undefined {
  const [, name, encoded] = SIGNATURE_LINE.exec(line) ?? [];
  if (name === undefined || encoded === undefined) return undefined;
  const whole = Buffer.from(encoded, 'base64');
  if (whole.length <= KEY_ID_BYTES || whole.toString('base64') !== encoded) return undefined;
  return { name, id: whole.subarray(0, KEY_ID_BYTES), bytes: whole.subarray(KEY_ID_BYTES) };
}

/** Whether a signature is by a key, right or wrong: others are to be passed over. */
export function isBy(signature: NoteSignature, key: NamedKey): boolean {
  return signature.name === key.name && signature.id.equals(keyId(key));
}

/** Whether a note is signed by one of these keys: at least once, and never wrongly. */
export function isSignedBy({ text, signatures }: Note, ...keys: readonly NamedKey[]): boolean {
  const verdicts = keys.flatMap((key) => {
    const publicKey = keyObject(key.publicKey);
    const own = signatures.filter((signature) => isBy(signature, key));
    return own.map(({ bytes }) => verify(null, Buffer.from(text), publicKey, bytes));
  });
  return verdicts.length > 0 && !verdicts.includes(false);
}

/** An Ed25519 public key by its 32 bytes. */
export function keyObject(publicKey: Buffer): KeyObject {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: publicKey.toString('base64url') };
  return createPublicKey({ key: jwk, format: 'jwk' });
}
