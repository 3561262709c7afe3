import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';

/** A personal value as it is stored: base64 of nonce (12 bytes), ciphertext and tag (16 bytes). */
export interface Sealed {
  readonly $personal: string;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts one personal value (any JSON) with AES-256-GCM under its person's key.
 *
 * The nonce is derived from the event id and the field, which name the value once and for all: no
 * nonce is used twice with a key, and sealing the same event again gives the same bytes, so that an
 * append can be recognised as a repetition.
 */
export function seal(key: Buffer, eventId: string, field: string, value: unknown): Sealed {
  const context = `${eventId}:${field}`;
  const nonce = createHmac('sha256', key).update(context).digest().subarray(0, NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
  return { $personal: Buffer.concat([nonce, ciphertext, cipher.getAuthTag()]).toString('base64') };
}

/** The value that was sealed. Throws when the bytes or their place in the log were tampered with. */
export function unseal(key: Buffer, eventId: string, field: string, sealed: Sealed): unknown {
  const bytes = Buffer.from(sealed.$personal, 'base64');
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const tag = bytes.subarray(bytes.length - TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(`${eventId}:${field}`))
    .setAuthTag(tag);
  const ciphertext = bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES);
  return JSON.parse(decipher.update(ciphertext, undefined, 'utf8') + decipher.final('utf8'));
}

/** Whether there may be a sealed value in the JSON of an event. */
export function holdsSealed(json: string): boolean {
  return json.includes('"$personal"');
}

export function isSealed(value: unknown): value is Sealed {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<Sealed>).$personal === 'string'
  );
}
