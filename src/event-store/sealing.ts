import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a text with AES-256-GCM: base64 of nonce (12 bytes), ciphertext and tag (16 bytes).
 *
 * The same gives the same bytes. The nonce is derived from the text and what it is, or from `name`, so that none is
 * used with a key for two texts.
 *
 * @param key 32 bytes
 * @param context what the text is: it opens as nothing else
 * @param name what names this text under the key once and for all
 */
export function sealText(
  key: Buffer,
  context: string,
  text: string,
  name = `${context}\n${text}`,
): string {
  const nonce = createHmac('sha256', key).update(name).digest().subarray(0, NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, ciphertext, cipher.getAuthTag()]).toString('base64');
}

/** The text that was sealed. Throws when key or context are others, or a byte was changed. */
export function unsealText(key: Buffer, context: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  const tag = bytes.subarray(bytes.length - TAG_BYTES);
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(context))
    .setAuthTag(tag);
  const ciphertext = bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES);
  return decipher.update(ciphertext, undefined, 'utf8') + decipher.final('utf8');
}
