import { describe, expect, it, jest } from '@jest/globals';
import { createPublicKey, verify } from 'node:crypto';
import bs58 from 'bs58';
import { newSeed, signingKey, storedKeyFrom } from './signing-key.js';

/** Whether the server would take it: Ed25519 over the text's UTF-8 bytes. */
function isSignatureOf(pubkey: string, text: string, signature: string): boolean {
  const x = Buffer.from(bs58.decode(pubkey)).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'));
}

const TEXT = 'a challenge, ünd so on';

describe('a key', () => {
  it('signs what the server checks, and cannot be read out', async () => {
    const key = await storedKeyFrom(newSeed());
    expect(key.locked?.extractable).toBe(false);
    const signature = await signingKey({ ...key, seed: null }).sign(TEXT);
    expect(isSignatureOf(key.pubkey, TEXT, signature)).toBe(true);
    expect(isSignatureOf(key.pubkey, 'another', signature)).toBe(false);
  });

  it('is the same key where the browser has no Ed25519', async () => {
    const seed = newSeed();
    const native = await storedKeyFrom(seed);
    const none = jest.spyOn(crypto.subtle, 'importKey').mockRejectedValue(new Error('none'));
    const key = await storedKeyFrom(seed);
    none.mockRestore();
    expect({ ...key, pubkey: key.pubkey }).toEqual({ pubkey: native.pubkey, locked: null, seed });
    expect(isSignatureOf(key.pubkey, TEXT, await signingKey(key).sign(TEXT))).toBe(true);
  });

  it('has 32 bytes', async () => {
    await expect(storedKeyFrom(new Uint8Array(31))).rejects.toThrow(RangeError);
  });
});
