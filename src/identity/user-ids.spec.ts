import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import bs58 from 'bs58';
import { newKeyPair } from '../../test/support/key-pair.js';
import { isUserId } from '../platform/ids.js';
import { UserIds } from './user-ids.js';

const secret = Buffer.from('a secret of thirty-two bytes, ok');
const ids = new UserIds(secret);
const older = new UserIds(null);
const { publicKey } = newKeyPair();
const text = bs58.encode(publicKey);

describe('a user id', () => {
  it('is 128 bits of an HMAC over the key, keyed with the secret of the community', () => {
    const hash = createHmac('sha256', secret).update('gatehouse:user:').update(publicKey);
    const userId = hash.digest('hex').slice(0, 32);
    expect(ids.keyIn(text)).toEqual({ text, bytes: new Uint8Array(publicKey), userId });
    expect(isUserId(userId)).toBe(true);
  });

  it('is a plain hash in a community that is older than secrets', () => {
    const hash = createHash('sha256').update('gatehouse:user:').update(publicKey).digest('hex');
    expect(older.userIn(text)).toBe(hash.slice(0, 32));
  });

  it('is the same for the same key, and another for another, or in another community', () => {
    expect(ids.userIn(text)).toBe(ids.userIn(text));
    expect(ids.userIn(bs58.encode(newKeyPair().publicKey))).not.toBe(ids.userIn(text));
    expect(new UserIds(Buffer.alloc(32)).userIn(text)).not.toBe(ids.userIn(text));
  });

  it('names somebody by itself; what is neither names nobody', () => {
    const userId = ids.userIn(text) ?? '';
    expect(ids.userIn(userId)).toBe(userId);
    expect([ids.userIn('nobody'), ids.keyIn(userId), ids.keyIn('')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
