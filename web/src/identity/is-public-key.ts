import bs58 from 'bs58';

const KEY_BYTES = 32;

/** Whether a text has the form of a public key: base58 of 32 bytes. */
export function isPublicKey(text: string): boolean {
  try {
    return bs58.decode(text).length === KEY_BYTES;
  } catch {
    return false;
  }
}
